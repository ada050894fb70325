// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * How long each phase may take, and what happens when load does not drain in time. Immutable.
 *
 * <p>{@link #defaults()} allows 30 s for DRAIN and REOPEN and 10 s for each other phase, and gives
 * the checkpoint up when load is left.
 */
public final class CheckpointSettings {

  /** What to do with load that is left when DRAIN has used up its time. */
  public enum OnDrainTimeout {
    /** Give the checkpoint up and serve on; no request is lost. */
    ABORT,
    /** Go on: CLOSE cuts what is left, and the report counts it. */
    FORCE
  }

  private final Map<Phase, Duration> deadlines;
  private final OnDrainTimeout onDrainTimeout;

  private CheckpointSettings(Map<Phase, Duration> deadlines, OnDrainTimeout onDrainTimeout) {
    this.deadlines = deadlines;
    this.onDrainTimeout = onDrainTimeout;
  }

  /** Returns the settings described above. */
  public static CheckpointSettings defaults() {
    Map<Phase, Duration> deadlines = new EnumMap<>(Phase.class);
    for (Phase phase : Phase.values()) {
      deadlines.put(phase, Duration.ofSeconds(10));
    }
    deadlines.put(Phase.DRAIN, Duration.ofSeconds(30));
    deadlines.put(Phase.REOPEN, Duration.ofSeconds(30));
    return new CheckpointSettings(deadlines, OnDrainTimeout.ABORT);
  }

  /**
   * Returns these settings with another deadline for one phase.
   *
   * @throws IllegalArgumentException if the deadline is not positive
   */
  public CheckpointSettings withDeadline(Phase phase, Duration deadline) {
    if (deadline.isZero() || deadline.isNegative()) {
      throw new IllegalArgumentException(
          "the deadline of " + phase + " must be positive, but is " + deadline);
    }
    Map<Phase, Duration> changed = new EnumMap<>(deadlines);
    changed.put(phase, deadline);
    return new CheckpointSettings(changed, onDrainTimeout);
  }

  /** Returns these settings with another answer to load that does not drain in time. */
  public CheckpointSettings withOnDrainTimeout(OnDrainTimeout answer) {
    return new CheckpointSettings(deadlines, answer);
  }

  /** Returns how long the phase may take, over all resources. */
  public Duration deadline(Phase phase) {
    return Objects.requireNonNull(deadlines.get(phase));
  }

  /** Returns what happens when load is left at the end of DRAIN. */
  public OnDrainTimeout onDrainTimeout() {
    return onDrainTimeout;
  }
}

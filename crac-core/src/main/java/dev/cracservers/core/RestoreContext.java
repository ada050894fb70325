// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What a resource learns when it is reopened or rebound: whether it was restored, for how long it
 * was frozen, who it is now, and today's settings. Thread-safe.
 *
 * <p>A context that is kept holds no secrets: it looks settings up when asked, and forgets those of
 * a restore when the next checkpoint closes.
 */
public final class RestoreContext {
  private final boolean restored;
  private final Duration downtime;
  private final Duration monotonicJump;
  private final UUID instanceId;
  private final RestoreSettings settings;
  private final Deadline deadline;

  RestoreContext(
      boolean restored,
      Duration downtime,
      Duration monotonicJump,
      UUID instanceId,
      RestoreSettings settings,
      Deadline deadline) {
    this.restored = restored;
    this.downtime = downtime;
    this.monotonicJump = monotonicJump;
    this.instanceId = instanceId;
    this.settings = settings;
    this.deadline = deadline;
  }

  /**
   * Returns whether this process comes out of an image. False in the process that was to be
   * checkpointed: when the checkpoint is undone, and when the process goes on after its image was
   * taken.
   */
  public boolean isRestored() {
    return restored;
  }

  /** Returns how long the process was frozen, on the wall clock; never negative. */
  public Duration downtime() {
    return downtime;
  }

  /**
   * Returns how far {@link System#nanoTime()} moved while the process was frozen. Near zero where
   * the clock stood still: CRIU as root restores it in a time namespace of its own, and timers go
   * on as if nothing had been. Near {@link #downtime()} where it ran on, so that timers that fell
   * due meanwhile fire at once. Negative where it went back, as after a restore on a machine that
   * was started later: timers that were set before the image wait that much longer, so set them
   * anew.
   */
  public Duration monotonicJump() {
    return monotonicJump;
  }

  /** Returns the id of this running instance: random, and new after each restore. */
  public UUID instanceId() {
    return instanceId;
  }

  /** Returns the budget of the phase this context was made for. */
  public Deadline deadline() {
    return deadline;
  }

  /** Returns a setting as {@link CheckpointCoordinator#setting(String)} does. */
  public Optional<String> setting(String name) {
    return settings.find(name);
  }

  /** Returns a setting as {@link CheckpointCoordinator#requiredSetting(String)} does. */
  public String requiredSetting(String name) {
    return settings.require(name);
  }

  /**
   * Returns what was given on the command line of the last restore ({@code --set name=value}).
   * Empty before the first restore. May hold secrets: look it up when it is needed.
   */
  public Map<String, String> given() {
    return settings.given();
  }

  /**
   * Returns the environment of the last restore, as far as the engine handed it over. Empty before
   * the first restore. May hold secrets: look it up when it is needed.
   */
  public Map<String, String> environment() {
    return settings.environment();
  }

  /**
   * Returns the arguments given at the restore: {@code crac restore DIR -- ARGUMENT...}. What they
   * mean is for the application to say; its {@code main} is not called again. Empty if there were
   * none.
   */
  public List<String> arguments() {
    return settings.arguments();
  }
}

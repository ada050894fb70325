// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a cycle went, step by step. Immutable.
 *
 * <p>Offsets count from the beginning of the cycle. Across the image they follow the wall clock,
 * everywhere else the monotonic one.
 *
 * @param outcome how the cycle ended
 * @param started when it began, on the wall clock of the machine that took the image
 * @param image the time between the last step before the image and the first one after it; empty if
 *     the cycle never came to the image
 * @param monotonicJump how far the monotonic clock moved meanwhile, see {@link
 *     RestoreContext#monotonicJump()}
 * @param phases the phases that ran, in order
 * @param steps what each resource did in them, in the order in which the steps ended
 */
public record CheckpointReport(
    Outcome outcome,
    Instant started,
    Optional<Span> image,
    Duration monotonicJump,
    List<PhaseSpan> phases,
    List<Step> steps) {

  /** How a cycle ended. */
  public enum Outcome {
    /** The image was taken and this is a process restored from it. */
    RESTORED,
    /** The original process serves on, with no failure of any of its resources. */
    RESUMED,
    /** The checkpoint was given up before its image; the original process serves on. */
    REFUSED,
    /** This is the original process, and it did not come back to serving. */
    UNDO_FAILED,
    /** This is a restored process, and it did not come back to serving. */
    RESTORE_FAILED
  }

  /** A stretch of the cycle. */
  public record Span(Duration offset, Duration duration) {}

  /** A phase as it ran. */
  public record PhaseSpan(PhasePass pass, Span span) {

    /** Returns the phase of the pass. */
    public Phase phase() {
      return pass.phase();
    }

    /** Returns whether it took the original process back to serving. */
    public boolean undo() {
      return pass.undo();
    }
  }

  /**
   * The part of one resource in one phase.
   *
   * @param counts what the resource counted, such as finished and cut requests
   * @param failure why the step failed; null if it succeeded
   */
  public record Step(
      String resource,
      PhasePass pass,
      Span span,
      Map<String, Long> counts,
      @Nullable String failure) {

    /** Makes a step that no longer changes when the given counts do. */
    public Step {
      counts = Map.copyOf(counts);
    }

    /** Returns the phase of the pass. */
    public Phase phase() {
      return pass.phase();
    }

    /** Returns whether it took the original process back to serving. */
    public boolean undo() {
      return pass.undo();
    }
  }

  /** Makes a report that no longer changes when the given lists do. */
  public CheckpointReport {
    phases = List.copyOf(phases);
    steps = List.copyOf(steps);
  }

  /** Returns how long the process was frozen on the wall clock; zero without an image. */
  public Duration downtime() {
    return image.map(Span::duration).orElse(Duration.ZERO);
  }

  /**
   * Returns whether the monotonic clock is behind where it was when the image was taken: whatever
   * waits for a time on it waits longer.
   */
  public boolean isClockBackward() {
    return monotonicJump.isNegative();
  }

  /** Returns the sum of a count over all steps, such as all {@code cut} requests. */
  public long count(String name) {
    return steps.stream().mapToLong(step -> step.counts().getOrDefault(name, 0L)).sum();
  }

  /** Returns the report as a table with a row for each step. */
  public String toTable() {
    return ReportText.table(this);
  }

  /** Returns the report as a chart of the phases and steps over time, one line each. */
  public String toWaterfall() {
    return ReportText.waterfall(this);
  }

  /** Returns the report as a JSON object; durations are milliseconds with fractions. */
  public String toJson() {
    return ReportJson.write(this);
  }

  @Override
  public String toString() {
    return toTable();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

import dev.cracservers.core.CheckpointReport.Outcome;
import dev.cracservers.core.CheckpointReport.PhaseSpan;
import dev.cracservers.core.CheckpointReport.Span;
import dev.cracservers.core.CheckpointReport.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Takes the times of one cycle, on both sides of its image. Used by one thread. */
final class CycleRecorder {
  private final LongSupplier nanoClock;
  private final Supplier<Instant> wallClock;
  private final CheckpointListener listener;
  private final Instant started;
  private final List<PhaseSpan> phases = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();

  private Duration base = Duration.ZERO;
  private long baseNanos;
  private @Nullable Instant frozen;
  private long frozenNanos;
  private Duration monotonicJump = Duration.ZERO;
  private @Nullable Span image;

  CycleRecorder(LongSupplier nanoClock, Supplier<Instant> wallClock, CheckpointListener listener) {
    this.nanoClock = nanoClock;
    this.wallClock = wallClock;
    this.listener = listener;
    this.started = wallClock.get();
    this.baseNanos = nanoClock.getAsLong();
  }

  /** Returns the time since the cycle began. */
  Duration now() {
    return base.plusNanos(nanoClock.getAsLong() - baseNanos);
  }

  void phaseStarted(PhasePass pass) {
    listener.phaseStarted(pass);
  }

  void phaseEnded(PhasePass pass, Duration start) {
    phases.add(new PhaseSpan(pass, since(start)));
  }

  void step(CheckpointResource resource, PhasePass pass, Span span, @Nullable String failure) {
    step(resource.name(), pass, span, resource.counts(pass.phase()), failure);
  }

  void step(
      String name, PhasePass pass, Span span, Map<String, Long> counts, @Nullable String failure) {
    Step step = new Step(name, pass, span, counts, failure);
    steps.add(step);
    listener.stepFinished(step);
  }

  /** Returns the step of a phase, so far, that took longest; empty before the first one. */
  Optional<Step> longestOf(Phase phase) {
    return steps.stream()
        .filter(step -> step.phase() == phase)
        .max(Comparator.comparing(step -> step.span().duration()));
  }

  /**
   * Returns the time since the cycle began, for any thread: by the wall clock, since the monotonic
   * one may go back over the image.
   */
  Duration sinceStart() {
    Duration since = Duration.between(started, wallClock.get());
    return since.isNegative() ? Duration.ZERO : since;
  }

  Span since(Duration start) {
    return new Span(start, now().minus(start));
  }

  /** From here on only the wall clock counts. */
  void imageBegins() {
    base = now();
    frozen = wallClock.get();
    frozenNanos = nanoClock.getAsLong();
  }

  /** The monotonic clock counts again; where it stands now has no meaning. */
  void imageEnds() {
    if (frozen == null || image != null) {
      return;
    }
    Duration gap = Duration.between(frozen, wallClock.get());
    gap = gap.isNegative() ? Duration.ZERO : gap;
    image = new Span(base, gap);
    base = base.plus(gap);
    baseNanos = nanoClock.getAsLong();
    monotonicJump = Duration.ofNanos(baseNanos - frozenNanos);
  }

  Duration downtime() {
    return image == null ? Duration.ZERO : image.duration();
  }

  /** Returns what the monotonic clock showed of the time in which the process was frozen. */
  Duration monotonicJump() {
    return monotonicJump;
  }

  CheckpointReport report(Outcome outcome) {
    return new CheckpointReport(
        outcome, started, Optional.ofNullable(image), monotonicJump, phases, steps);
  }
}

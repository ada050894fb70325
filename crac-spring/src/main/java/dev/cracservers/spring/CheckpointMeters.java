// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.CheckpointListener;
import dev.cracservers.core.CheckpointReport;
import dev.cracservers.core.CheckpointReport.PhaseSpan;
import dev.cracservers.core.CheckpointReport.Span;
import dev.cracservers.core.CheckpointReport.Step;
import dev.cracservers.core.Registration;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Locale;

/**
 * Tells Micrometer how checkpoints went: how many and how they ended, how long each phase took, the
 * frozen time included, and what each resource finished or cut.
 */
final class CheckpointMeters implements MeterBinder {
  private static final List<String> COUNTS = List.of("finished", "cut");

  private final CheckpointCoordinator coordinator;

  CheckpointMeters(CheckpointCoordinator coordinator) {
    this.coordinator = coordinator;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Registration unused =
        coordinator.listen(
            new CheckpointListener() {
              @Override
              public void finished(CheckpointReport report) {
                record(report, registry);
              }
            });
  }

  private static void record(CheckpointReport report, MeterRegistry registry) {
    registry.counter("crac.checkpoints", "outcome", lower(report.outcome())).increment();
    for (PhaseSpan phase : report.phases()) {
      time(phase.span(), lower(phase.phase()), phase.undo(), registry);
    }
    report.image().ifPresent(image -> time(image, "image", false, registry));
    for (Step step : report.steps()) {
      Tags resource = Tags.of("resource", step.resource());
      for (String count : COUNTS) {
        Long value = step.counts().get(count);
        if (value != null) {
          registry.counter("crac.load." + count, resource).increment(value);
        }
      }
    }
  }

  private static void time(Span span, String phase, boolean undo, MeterRegistry registry) {
    registry
        .timer("crac.phase", List.of(Tag.of("phase", phase), Tag.of("undo", "" + undo)))
        .record(span.duration());
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}

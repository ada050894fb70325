// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointListener;
import dev.cracservers.core.CheckpointReport;
import dev.cracservers.core.CheckpointReport.Outcome;
import dev.cracservers.core.CheckpointReport.Span;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationContext;

/** Says how long a restored application took to serve, as Spring Boot does of a start. */
final class RestoredLine implements CheckpointListener {
  private static final Logger LOG = LoggerFactory.getLogger(RestoredLine.class);

  private final ApplicationContext context;

  RestoredLine(ApplicationContext context) {
    this.context = context;
  }

  @Override
  public void finished(CheckpointReport report) {
    if (report.outcome() == Outcome.RESTORED) {
      LOG.info(
          "Restored {} in {} seconds after its image was read, frozen for {} seconds",
          context.getId(),
          seconds(report.image().map(image -> end(report).minus(end(image))).orElse(Duration.ZERO)),
          seconds(report.downtime()));
    }
  }

  private static Duration end(CheckpointReport report) {
    return report.phases().stream()
        .map(phase -> end(phase.span()))
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  private static Duration end(Span span) {
    return span.offset().plus(span.duration());
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}

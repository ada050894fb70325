// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

import dev.cracservers.core.CheckpointReport.PhaseSpan;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log what a cycle does: failures at ERROR, its outcome at INFO, the rest at DEBUG. */
final class LoggingListener implements CheckpointListener {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointCoordinator.class);

  @Override
  public void phaseStarted(PhasePass pass) {
    LOG.debug("{}", pass);
  }

  @Override
  public void stepFinished(CheckpointReport.Step step) {
    Map<String, Long> counts = new TreeMap<>(step.counts());
    if (step.failure() == null) {
      LOG.debug("{} {} {}", step.phase(), step.resource(), counts);
    } else {
      LOG.error("{} {} failed: {} {}", step.phase(), step.resource(), step.failure(), counts);
    }
  }

  @Override
  public void finished(CheckpointReport report) {
    String phases =
        report.phases().stream().map(LoggingListener::describe).collect(Collectors.joining(", "));
    LOG.info("{}: {}; frozen {} ms", report.outcome(), phases, report.downtime().toMillis());
    if (report.isClockBackward()) {
      LOG.warn("{}", ReportText.backward(report));
    }
  }

  private static String describe(PhaseSpan phase) {
    return phase.phase()
        + (phase.undo() ? " (undo) " : " ")
        + phase.span().duration().toMillis()
        + " ms";
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.CheckpointException;
import dev.cracservers.core.CheckpointReport.Outcome;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Takes a checkpoint on a thread of its own, so that the request or listener that asks for it is
 * not one that it waits for. A process that did not come back to serving ends.
 */
final class CheckpointTrigger {
  /** The status with which the engine ends a process that was not restored. */
  private static final int NOT_RESTORED = 7;

  private static final Logger LOG = LoggerFactory.getLogger(CheckpointTrigger.class);

  private final CheckpointCoordinator coordinator;
  private final ConfigurableApplicationContext context;

  CheckpointTrigger(CheckpointCoordinator coordinator, ConfigurableApplicationContext context) {
    this.coordinator = coordinator;
    this.context = context;
  }

  /** Begins a checkpoint; returns at once. */
  void begin() {
    new Thread(this::take, "checkpoint").start();
  }

  /** Begins a checkpoint that is taken if the given warm-up succeeds; returns at once. */
  void beginAfter(WarmUp warmUp) {
    new Thread(() -> takeWarm(warmUp), "checkpoint").start();
  }

  private void takeWarm(WarmUp warmUp) {
    try {
      warmUp.run();
    } catch (Exception e) {
      LOG.error("no checkpoint was taken, for the warm-up failed: {}", e.getMessage(), e);
      return;
    }
    take();
  }

  private void take() {
    try {
      LOG.info("{}", coordinator.checkpoint());
    } catch (CheckpointException e) {
      explain(e);
      Outcome outcome = e.report().outcome();
      if (outcome == Outcome.RESTORE_FAILED || outcome == Outcome.UNDO_FAILED) {
        System.exit(NOT_RESTORED);
      }
    } catch (IllegalStateException | UnsupportedOperationException e) {
      LOG.error("no checkpoint was taken: {}", e.getMessage());
    }
  }

  private void explain(CheckpointException failure) {
    OwnerHint owners = new OwnerHint(context.getBeanFactory(), context.getEnvironment());
    FailureAnalysis analysis = Objects.requireNonNull(FailureText.of(failure, owners));
    LOG.error(
        "{}{}{}{}{}",
        analysis.getDescription(),
        System.lineSeparator().repeat(2),
        analysis.getAction(),
        System.lineSeparator().repeat(2),
        failure.report());
    LOG.debug("thrown by", failure);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.CheckpointException;
import dev.cracservers.core.CheckpointReport.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a checkpoint on a thread of its own, so that the request or listener that asks for it is
 * not one that it waits for. A process that did not come back to serving ends.
 */
final class CheckpointTrigger {
  /** The status with which the engine ends a process that was not restored. */
  private static final int NOT_RESTORED = 7;

  private static final Logger LOG = LoggerFactory.getLogger(CheckpointTrigger.class);

  private final CheckpointCoordinator coordinator;

  CheckpointTrigger(CheckpointCoordinator coordinator) {
    this.coordinator = coordinator;
  }

  /** Begins a checkpoint; returns at once. */
  void begin() {
    new Thread(this::take, "checkpoint").start();
  }

  private void take() {
    try {
      LOG.info("{}", coordinator.checkpoint());
    } catch (CheckpointException e) {
      LOG.error("{}", e.report(), e);
      Outcome outcome = e.report().outcome();
      if (outcome == Outcome.RESTORE_FAILED || outcome == Outcome.UNDO_FAILED) {
        System.exit(NOT_RESTORED);
      }
    } catch (IllegalStateException | UnsupportedOperationException e) {
      LOG.error("no checkpoint was taken: {}", e.getMessage());
    }
  }
}

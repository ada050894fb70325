// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

/**
 * Watches a checkpoint: for logs, metrics, progress. Called on the thread that takes the
 * checkpoint; a listener that throws does not disturb it, the exception is logged.
 */
public interface CheckpointListener {

  /**
   * A phase begins.
   *
   * @param undo whether it takes the original process back to serving, after a failure or because
   *     it was left running
   */
  default void phaseStarted(Phase phase, boolean undo) {}

  /** A resource has finished its part of a phase, well or badly. */
  default void stepFinished(CheckpointReport.Step step) {}

  /** The cycle is over: restored, resumed or failed. */
  default void finished(CheckpointReport report) {}
}

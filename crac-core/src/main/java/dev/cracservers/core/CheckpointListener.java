// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

/**
 * Watches a checkpoint: for logs, metrics, progress. Called on the thread that takes the
 * checkpoint; a listener that throws does not disturb it, the exception is logged.
 */
public interface CheckpointListener {

  /** A phase begins. */
  default void phaseStarted(PhasePass pass) {}

  /** A resource has finished its part of a phase, well or badly. */
  default void stepFinished(CheckpointReport.Step step) {}

  /** The cycle is over: restored, resumed or failed. */
  default void finished(CheckpointReport report) {}
}

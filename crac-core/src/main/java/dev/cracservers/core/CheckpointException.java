// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

/**
 * A checkpoint that was refused before its image, or a restore that failed.
 *
 * <p>{@link #report()} tells which; the failures of single resources are suppressed exceptions.
 */
public final class CheckpointException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient CheckpointReport report;

  CheckpointException(String message, CheckpointReport report) {
    super(message);
    this.report = report;
  }

  /** Returns how far the checkpoint got, step by step. */
  public CheckpointReport report() {
    return report;
  }
}

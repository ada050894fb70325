// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

import java.util.List;

/**
 * This process was not restored, and something failed. The reasons are suppressed exceptions:
 * org.crac passes on nothing else.
 */
public final class CheckpointException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean serving;

  /** No image was taken, and the process goes on as before. */
  CheckpointException(Iterable<? extends Throwable> reasons) {
    this(reasons, List.of());
  }

  /** The process has failed to come back where there are reasons why it did not. */
  CheckpointException(
      Iterable<? extends Throwable> reasons, List<? extends Throwable> notCameBack) {
    super(
        notCameBack.isEmpty()
            ? "no checkpoint was taken"
            : "the process did not come back to serving after the checkpoint");
    this.serving = notCameBack.isEmpty();
    reasons.forEach(this::addSuppressed);
    notCameBack.forEach(this::addSuppressed);
  }

  /** Returns whether every resource came back, as far as the engine knows. */
  boolean isServing() {
    return serving;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit.simulated;

/** No image was taken; the reasons are suppressed exceptions, since org.crac passes only those. */
public final class CheckpointException extends Exception {
  private static final long serialVersionUID = 1L;

  CheckpointException(Iterable<? extends Throwable> reasons) {
    super("the checkpoint failed");
    reasons.forEach(this::addSuppressed);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

/**
 * No image was taken and the process goes on. The reasons are suppressed exceptions: org.crac
 * passes on nothing else.
 */
public final class CheckpointException extends Exception {
  private static final long serialVersionUID = 1L;

  CheckpointException(Iterable<? extends Throwable> reasons) {
    super("no checkpoint was taken");
    reasons.forEach(this::addSuppressed);
  }
}

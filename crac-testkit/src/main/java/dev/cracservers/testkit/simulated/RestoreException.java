// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit.simulated;

/** A resource failed after the image; the reasons are suppressed exceptions. */
public final class RestoreException extends Exception {
  private static final long serialVersionUID = 1L;

  RestoreException(Iterable<? extends Throwable> reasons) {
    super("the restore failed");
    reasons.forEach(this::addSuppressed);
  }
}

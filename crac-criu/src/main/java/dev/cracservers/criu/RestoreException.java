// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

/**
 * This is a restored process in which resources did not come back. The reasons are suppressed
 * exceptions: org.crac passes on nothing else.
 */
public final class RestoreException extends Exception {
  private static final long serialVersionUID = 1L;

  RestoreException(Iterable<? extends Throwable> reasons) {
    super("the process was restored, but not all of it came back");
    reasons.forEach(this::addSuppressed);
  }
}

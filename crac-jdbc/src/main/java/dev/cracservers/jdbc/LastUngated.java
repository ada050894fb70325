// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import dev.cracservers.core.Deadline;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * The last connection of a running pool that was begun before the gate was there, and so is not in
 * the ledger.
 */
record LastUngated(String pool) {
  /** A connect that takes longer than this will not end soon. */
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /**
   * Waits until it is made.
   *
   * @throws IllegalStateException if that takes too long, or the thread is interrupted
   */
  void await(BooleanSupplier isMade) {
    try {
      if (!Deadline.after(LIMIT).await(isMade)) {
        throw new IllegalStateException(
            "pool "
                + pool
                + " has been making connections for "
                + LIMIT.toMillis()
                + " ms while it was taken over: see why its database answers so slowly");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while pool " + pool + " was taken over", e);
    }
  }
}

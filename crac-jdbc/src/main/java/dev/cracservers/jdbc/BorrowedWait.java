// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import dev.cracservers.core.Deadline;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Waits for borrowed connections while callers are held back. A caller at the gate may be holding
 * one and need a second to finish, as for a nested transaction; so those who wait are let in from
 * time to time, less and less often, so that this comes to an end under steady load, too.
 */
record BorrowedWait(CallerGate callers, BooleanSupplier isIdle) {
  private static final Duration FIRST_ADMISSION = Duration.ofMillis(100);
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(1);

  /**
   * The time that is kept for cutting and closing: a quarter, or of a short deadline up to half.
   */
  static Duration kept(Deadline deadline) {
    Duration quarter = deadline.remaining().dividedBy(4);
    Duration half = deadline.remaining().dividedBy(2);
    Duration enough = half.compareTo(LONG_ENOUGH) < 0 ? half : LONG_ENOUGH;
    return quarter.compareTo(enough) < 0 ? enough : quarter;
  }

  /** Returns whether nothing was borrowed before no more than the kept time was left. */
  boolean await(Deadline deadline, Duration kept) throws InterruptedException {
    Duration next = FIRST_ADMISSION;
    Duration left = deadline.remaining().minus(kept);
    while (left.compareTo(next) > 0) {
      if (Deadline.after(next).await(isIdle)) {
        return true;
      }
      callers.admitWaiting();
      next = next.multipliedBy(2);
      left = deadline.remaining().minus(kept);
    }
    return Deadline.after(left).await(isIdle);
  }
}

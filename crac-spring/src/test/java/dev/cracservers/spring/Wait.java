// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.Deadline;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for a condition, for as long as a loaded machine may need. */
final class Wait {
  private Wait() {}

  static boolean until(BooleanSupplier condition) throws InterruptedException {
    return Deadline.after(Duration.ofSeconds(60)).await(condition);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.memory;

import dev.cracservers.criu.platform.EngineProperties;
import dev.cracservers.criu.platform.ProcessStat;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Makes the process small, and free of what is dead, before its memory is written to files. */
public final class Memory {
  private static final Duration UNCOMMIT_BEGINS = Duration.ofMillis(120);
  private static final Duration LONGEST_UNCOMMIT = Duration.ofSeconds(2);
  private static final Duration POLL = Duration.ofMillis(10);

  private Memory() {}

  /**
   * Collects garbage, overwrites what it leaves, and gives the heap and native memory that became
   * free back to the kernel, as far as this JVM can. What it cannot makes the image larger.
   */
  public static void shrink() {
    KeyCaches.forget();
    FreeRatios ratios = FreeRatios.lowest();
    try {
      System.gc();
      if (!Boolean.getBoolean(EngineProperties.KEEP_GARBAGE)) {
        // A region that is still to be given back would be used again as it is.
        awaitUncommit(true);
        FreeHeap.overwrite();
        System.gc();
      }
    } finally {
      ratios.restore();
    }
    // JDK 17.0.9, 21.0.1 and later. Elsewhere what was freed stays with the allocator.
    DiagnosticCommand.run("systemTrimNativeHeap");
    awaitUncommit(false);
  }

  /**
   * G1 gives heap back on a thread of its own, which begins 100 ms after the collection (JDK 16 and
   * later, {@code G1UncommitRegionTask}). Waits until the process has not become smaller for longer
   * than that.
   *
   * @param wholly whether to wait, too, until no more of the heap is resident than is committed
   */
  private static void awaitUncommit(boolean wholly) {
    long begun = System.nanoTime();
    long since = begun;
    long smallest = Long.MAX_VALUE;
    while (System.nanoTime() - begun < LONGEST_UNCOMMIT.toNanos()) {
      long resident = ProcessStat.residentPages();
      if (resident < smallest) {
        smallest = resident;
        since = System.nanoTime();
      } else if (System.nanoTime() - since > UNCOMMIT_BEGINS.toNanos()) {
        // Asking allocates memory itself, so not at each turn.
        if (!wholly || FreeHeap.isGivenBack()) {
          return;
        }
        since = System.nanoTime();
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }
}

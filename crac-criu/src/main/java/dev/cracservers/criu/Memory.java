// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Makes the process small before its memory is written to files. */
final class Memory {
  private static final Duration UNCOMMIT_BEGINS = Duration.ofMillis(120);
  private static final Duration LONGEST_UNCOMMIT = Duration.ofSeconds(2);
  private static final Duration POLL = Duration.ofMillis(10);
  private static final String MIN_FREE = "MinHeapFreeRatio";
  private static final String MAX_FREE = "MaxHeapFreeRatio";

  private Memory() {}

  /**
   * Collects garbage, and gives the heap and native memory that became free back to the kernel, as
   * far as this JVM can. What it cannot makes the image larger, and no worse.
   */
  static void shrink() {
    HotSpotDiagnosticMXBean flags =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    if (flags == null) {
      System.gc();
    } else {
      collectAndUncommit(flags);
    }
    // JDK 17.0.9, 21.0.1 and later. Elsewhere what was freed stays with the allocator.
    DiagnosticCommand.run("systemTrimNativeHeap");
    awaitUncommit();
  }

  /**
   * G1 gives heap back on a thread of its own, which begins 100 ms after the collection (JDK 16 and
   * later, {@code G1UncommitRegionTask}). Waits until the process has not become smaller for longer
   * than that.
   */
  private static void awaitUncommit() {
    long giveUp = System.nanoTime() + LONGEST_UNCOMMIT.toNanos();
    long smallest = Long.MAX_VALUE;
    long since = System.nanoTime();
    while (System.nanoTime() < giveUp && System.nanoTime() - since < UNCOMMIT_BEGINS.toNanos()) {
      long resident = ProcessStat.residentPages();
      if (resident < smallest) {
        smallest = resident;
        since = System.nanoTime();
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  /**
   * Of the heap that a collection finds free, the JVM keeps as much committed as two flags say, in
   * percent of the heap, and what was written there once would be in the image. Both flags can be
   * changed while the JVM runs; the minimum must never be above the maximum.
   */
  private static void collectAndUncommit(HotSpotDiagnosticMXBean flags) {
    String min = flags.getVMOption(MIN_FREE).getValue();
    String max = flags.getVMOption(MAX_FREE).getValue();
    try {
      flags.setVMOption(MIN_FREE, "5");
      flags.setVMOption(MAX_FREE, "10");
    } catch (IllegalArgumentException notThisCollector) {
      // It decides alone what it gives back.
    }
    System.gc();
    flags.setVMOption(MAX_FREE, max);
    flags.setVMOption(MIN_FREE, min);
  }
}

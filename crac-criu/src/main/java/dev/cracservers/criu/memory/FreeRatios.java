// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.memory;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/**
 * How much of the heap a collection leaves free and committed, in percent. Both flags can be
 * changed while the JVM runs; the minimum must never be above the maximum.
 */
final class FreeRatios {
  private static final String MIN = "MinHeapFreeRatio";
  private static final String MAX = "MaxHeapFreeRatio";

  private final @Nullable HotSpotDiagnosticMXBean flags;
  private final String min;
  private final String max;

  private FreeRatios(@Nullable HotSpotDiagnosticMXBean flags, String min, String max) {
    this.flags = flags;
    this.min = min;
    this.max = max;
  }

  /** Has the next collections leave nothing, as far as the collector obeys. */
  static FreeRatios lowest() {
    HotSpotDiagnosticMXBean flags =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    if (flags == null) {
      return new FreeRatios(null, "", "");
    }
    String min = flags.getVMOption(MIN).getValue();
    String max = flags.getVMOption(MAX).getValue();
    try {
      flags.setVMOption(MIN, "0");
      flags.setVMOption(MAX, "0");
    } catch (IllegalArgumentException notThisCollector) {
      // It decides alone what it gives back.
    }
    return new FreeRatios(flags, min, max);
  }

  void restore() {
    if (flags != null) {
      flags.setVMOption(MAX, max);
      flags.setVMOption(MIN, min);
    }
  }
}

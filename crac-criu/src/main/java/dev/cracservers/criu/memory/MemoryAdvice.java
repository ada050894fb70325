// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.memory;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.cracservers.criu.memory.MemoryKinds.Kind;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** What would make an image smaller, in figures of the process it is taken of. */
public final class MemoryAdvice {
  private static final long MIB = 1 << 20;

  /** What is not worth a word. */
  private static final long LITTLE = 16 * MIB;

  private MemoryAdvice() {}

  public static List<String> on(MemoryKinds memory) {
    HotSpotDiagnosticMXBean flags =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    List<String> advice = new ArrayList<>();
    long heap = memory.bytes().getOrDefault(Kind.HEAP, 0L);
    long free = heap - memory.heap().getUsed();
    if (flags != null && isOn(flags, "AlwaysPreTouch") && free > LITTLE) {
      advice.add(
          "start without -XX:+AlwaysPreTouch: it writes to all of the heap, and "
              + mib(free)
              + " MB of it in the image are free");
    } else if (flags != null && !isOn(flags, "UseG1GC") && free > LITTLE) {
      advice.add(
          "use the collector G1 (-XX:+UseG1GC), which gives free heap back: "
              + mib(free)
              + " MB of the heap in the image are free");
    } else if (free > LITTLE) {
      advice.add(
          "give the heap a smaller minimum (-Xms): "
              + mib(free)
              + " MB of it in the image are free");
    }
    if (memory.hugePages() > LITTLE) {
      advice.add(
          "switch transparent huge pages off for it (-XX:-UseTransparentHugePages, and madvise in"
              + " /sys/kernel/mm/transparent_hugepage/enabled): "
              + mib(memory.hugePages())
              + " MB are in huge pages, which are in the image as a whole");
    }
    long code = memory.bytes().getOrDefault(Kind.CODE, 0L);
    if (code > 4 * LITTLE) {
      advice.add(
          "limit the compiled code (-XX:ReservedCodeCacheSize): it has " + mib(code) + " MB");
    }
    return advice;
  }

  private static boolean isOn(HotSpotDiagnosticMXBean flags, String name) {
    return Boolean.parseBoolean(flags.getVMOption(name).getValue());
  }

  private static long mib(long bytes) {
    return bytes / MIB;
  }
}

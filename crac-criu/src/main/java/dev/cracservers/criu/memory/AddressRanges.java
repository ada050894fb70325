// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.memory;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where in this process the JVM keeps something; empty if it does not say. */
final class AddressRanges {
  /** {@code [0x...begin, 0x...end)}; some collectors and the code cache have a third between. */
  private static final Pattern RANGE =
      Pattern.compile("\\[0x([0-9a-f]+), (?:0x[0-9a-f]+, )?0x([0-9a-f]+)[)\\]]");

  private static final int HEX = 16;
  private static final int STACK_POINTER = 7;

  private final TreeMap<Long, Long> ends = new TreeMap<>();

  /** The diagnostic command {@code GC.heap_info} names it for all collectors but ZGC. */
  static AddressRanges ofHeap() {
    return of(DiagnosticCommand.run("gcHeapInfo"));
  }

  static AddressRanges ofCode() {
    return of(DiagnosticCommand.run("compilerCodecache"));
  }

  static AddressRanges of(String text) {
    AddressRanges ranges = new AddressRanges();
    Matcher range = RANGE.matcher(text);
    while (range.find()) {
      ranges.ends.merge(
          Long.parseUnsignedLong(range.group(1), HEX),
          Long.parseUnsignedLong(range.group(2), HEX),
          Math::max);
    }
    return ranges;
  }

  /**
   * Where the stack of each thread is in use now. A thread that runs at this moment has no line
   * that tells; its stack counts as native memory.
   */
  static AddressRanges ofStacks() {
    AddressRanges ranges = new AddressRanges();
    String[] tasks = new File("/proc/self/task").list();
    for (String task : tasks == null ? new String[0] : tasks) {
      try {
        String[] call =
            Files.readString(new File("/proc/self/task/" + task, "syscall").toPath())
                .strip()
                .split(" ", -1);
        if (call.length > STACK_POINTER) {
          long pointer = Long.decode(call[STACK_POINTER]);
          ranges.ends.put(pointer, pointer + 1);
        }
      } catch (IOException | NumberFormatException notToBeSeen) {
        // It ended, or the kernel keeps it secret.
      }
    }
    return ranges;
  }

  boolean overlap(MemoryRegion region) {
    Map.Entry<Long, Long> last = ends.lowerEntry(region.end());
    return last != null && last.getValue() > region.begin();
  }
}

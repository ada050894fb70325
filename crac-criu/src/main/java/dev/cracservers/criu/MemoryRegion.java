// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stretch of the memory of this process, as {@code /proc/self/smaps} has it; see proc(5).
 *
 * @param begin its first address
 * @param end the address behind it
 * @param path the file that is mapped there, or what the kernel calls it; empty if it has no name
 * @param dumped how many bytes of it CRIU writes into an image
 * @param hugePages how many bytes of it are in huge pages
 */
record MemoryRegion(long begin, long end, String path, long dumped, long hugePages) {
  private static final Path SMAPS = Path.of("/proc/self/smaps");
  private static final Pattern HEAD =
      Pattern.compile("([0-9a-f]+)-([0-9a-f]+) (\\S+) \\S+ \\S+ \\S+ *(.*)");
  private static final int HEX = 16;
  private static final long KIB = 1024;

  static List<MemoryRegion> all() throws IOException {
    return of(Files.readAllLines(SMAPS, StandardCharsets.ISO_8859_1));
  }

  static List<MemoryRegion> of(List<String> lines) {
    List<MemoryRegion> regions = new ArrayList<>();
    Matcher head = HEAD.matcher("");
    String counter = "";
    for (String line : lines) {
      head.reset(line);
      if (head.matches()) {
        // Shared memory without a file is in the image as a whole, a mapped file as far as changed.
        counter = head.group(3).endsWith("s") ? sharedCounter(head.group(4)) : "Anonymous:";
        regions.add(
            new MemoryRegion(
                Long.parseUnsignedLong(head.group(1), HEX),
                Long.parseUnsignedLong(head.group(2), HEX),
                head.group(4),
                0,
                0));
      } else if (!regions.isEmpty() && !counter.isEmpty() && line.startsWith(counter)) {
        regions.add(regions.remove(regions.size() - 1).withDumped(kib(line)));
      } else if (!regions.isEmpty() && line.startsWith("AnonHugePages:")) {
        regions.add(regions.remove(regions.size() - 1).withHugePages(kib(line)));
      }
    }
    return regions;
  }

  private static String sharedCounter(String path) {
    boolean memory = path.startsWith("/memfd:") || path.startsWith("/dev/zero") || path.isEmpty();
    return memory ? "Rss:" : "";
  }

  private static long kib(String line) {
    String[] fields = line.toLowerCase(Locale.ROOT).split("\\s+", 3);
    return Long.parseLong(fields[1]) * KIB;
  }

  private MemoryRegion withDumped(long bytes) {
    return new MemoryRegion(begin, end, path, bytes, hugePages);
  }

  private MemoryRegion withHugePages(long bytes) {
    return new MemoryRegion(begin, end, path, dumped, bytes);
  }
}

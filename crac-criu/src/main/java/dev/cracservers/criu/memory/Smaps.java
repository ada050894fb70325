// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.memory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code /proc/self/smaps}; see proc(5). It is read when the heap has just been emptied for
 * the image, so it must leave little behind there: a line becomes no object of its own.
 */
final class Smaps {
  private static final Path FILE = Path.of("/proc/self/smaps");
  private static final Pattern HEAD =
      Pattern.compile("([0-9a-f]+)-([0-9a-f]+) (\\S+) \\S+ \\S+ \\S+ *(.*)");
  private static final int BLOCK = 1 << 14;
  private static final int HEX = 16;
  private static final long KIB = 1024;

  private final List<MemoryRegion> regions = new ArrayList<>();
  private final StringBuilder line = new StringBuilder();
  private final Matcher head = HEAD.matcher(line);
  private long begin;
  private long end;
  private String path = "";
  private String counter = "";
  private long dumped;
  private long hugePages;

  private Smaps() {}

  static List<MemoryRegion> read() throws IOException {
    try (InputStream file = Files.newInputStream(FILE)) {
      return read(file);
    }
  }

  static List<MemoryRegion> read(InputStream file) throws IOException {
    Smaps smaps = new Smaps();
    byte[] block = new byte[BLOCK];
    for (int length = file.read(block); length >= 0; length = file.read(block)) {
      for (int i = 0; i < length; i++) {
        if (block[i] == '\n') {
          smaps.takeLine();
        } else {
          smaps.line.append((char) (block[i] & 0xff));
        }
      }
    }
    smaps.endRegion();
    return smaps.regions;
  }

  private void takeLine() {
    if (startsWith(counter)) {
      dumped = bytes();
    } else if (startsWith("AnonHugePages:")) {
      hugePages = bytes();
    } else if (!line.isEmpty()
        && !Character.isUpperCase(line.charAt(0))
        && head.reset().matches()) {
      endRegion();
      begin = Long.parseUnsignedLong(head.group(1), HEX);
      end = Long.parseUnsignedLong(head.group(2), HEX);
      path = head.group(4);
      // Shared memory without a file is in the image as a whole, a mapped file as far as changed.
      counter = head.group(3).endsWith("s") ? sharedCounter(path) : "Anonymous:";
    }
    line.setLength(0);
  }

  private void endRegion() {
    if (end != 0) {
      regions.add(new MemoryRegion(begin, end, path, dumped, hugePages));
    }
    dumped = 0;
    hugePages = 0;
  }

  private static String sharedCounter(String path) {
    boolean memory = path.startsWith("/memfd:") || path.startsWith("/dev/zero") || path.isEmpty();
    return memory ? "Rss:" : "";
  }

  private boolean startsWith(String prefix) {
    if (prefix.isEmpty() || line.length() < prefix.length()) {
      return false;
    }
    for (int i = 0; i < prefix.length(); i++) {
      if (line.charAt(i) != prefix.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Returns the number in a line {@code Name: 12 kB}. */
  private long bytes() {
    long number = 0;
    for (int i = 0; i < line.length(); i++) {
      char digit = line.charAt(i);
      if (digit >= '0' && digit <= '9') {
        number = number * 10 + (digit - '0');
      }
    }
    return number * KIB;
  }
}

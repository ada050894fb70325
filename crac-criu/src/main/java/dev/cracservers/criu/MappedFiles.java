// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files that are mapped into the memory of this process, from {@code /proc/self/maps}. */
final class MappedFiles {
  private static final Path MAPS = Path.of("/proc/self/maps");

  private MappedFiles() {}

  /** Returns the paths of those into which this process writes. */
  static List<String> writtenTo() throws IOException {
    try (Stream<String> lines = Files.lines(MAPS, StandardCharsets.ISO_8859_1)) {
      return lines.filter(MappedFiles::isWrittenTo).map(MappedFiles::path).distinct().toList();
    }
  }

  /** Shared, writable, and a file with a name: {@code /memfd:} and deleted files have none. */
  private static boolean isWrittenTo(String line) {
    String path = path(line);
    return line.split(" ", 3)[1].matches(".w.s")
        && path.startsWith("/")
        && !path.startsWith("/memfd:")
        && !path.startsWith("/dev/")
        && !path.endsWith(" (deleted)");
  }

  private static String path(String line) {
    int slash = line.indexOf('/');
    return slash < 0 ? "" : line.substring(slash);
  }
}

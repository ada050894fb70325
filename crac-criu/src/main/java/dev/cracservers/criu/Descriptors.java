// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The open descriptors of this process, from {@code /proc/self/fd}. */
final class Descriptors {
  private static final Path FOLDER = Path.of("/proc/self/fd");

  private Descriptors() {}

  /** Returns what each descriptor refers to, by number. */
  static Map<Integer, String> open() throws IOException {
    Map<Integer, String> open = new TreeMap<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(FOLDER)) {
      for (Path entry : entries) {
        try {
          open.put(
              Integer.parseInt(entry.getFileName().toString()),
              Files.readSymbolicLink(entry).toString());
        } catch (IOException closedMeanwhile) {
          // The descriptor of this very listing is among them.
        }
      }
    }
    return open;
  }

  /**
   * Returns the name by which CRIU lets another descriptor take this one's place at a restore
   * ({@code --inherit-fd}), or "none" where it is opened again as it was. Terminals, pipes and
   * files that have grown cannot be: they belong to whoever started the process then.
   */
  static String inheritKey(int number, @Nullable String target) throws IOException {
    if (target == null) {
      return "none";
    }
    if (target.startsWith("pipe:[")) {
      return target;
    }
    if (target.startsWith("/dev/pts/") || target.startsWith("/dev/tty")) {
      Path descriptor = FOLDER.resolve(Integer.toString(number));
      return String.format(
          "tty[%x:%x]", attribute(descriptor, "unix:rdev"), attribute(descriptor, "unix:dev"));
    }
    boolean regular = target.startsWith("/") && Files.isRegularFile(Path.of(target));
    return regular ? target.substring(1) : "none";
  }

  private static long attribute(Path descriptor, String name) throws IOException {
    return ((Number) Files.getAttribute(descriptor, name)).longValue();
  }
}

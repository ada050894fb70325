// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The open descriptors of this process, from {@code /proc/self/fd}. */
final class Descriptors {
  private static final Path FOLDER = Path.of("/proc/self/fd");

  /** See inode(7). */
  private static final int FILE_TYPE = 0170000;

  private static final int REGULAR = 0100000;
  private static final int FIFO = 0010000;

  private Descriptors() {}

  /** Returns what each descriptor refers to, by number. */
  static Map<Integer, String> open() throws IOException {
    // All names are read before the first is looked at: the descriptor of the listing is closed
    // then.
    String[] numbers = FOLDER.toFile().list();
    if (numbers == null) {
      throw new IOException(FOLDER + " cannot be listed");
    }
    Map<Integer, String> open = new TreeMap<>();
    for (String number : numbers) {
      try {
        open.put(
            Integer.parseInt(number), Files.readSymbolicLink(FOLDER.resolve(number)).toString());
      } catch (NoSuchFileException closedMeanwhile) {
        // Among them is the descriptor of the listing itself.
      }
    }
    return open;
  }

  /**
   * Returns the name by which CRIU lets another descriptor take this one's place at a restore
   * ({@code --inherit-fd}), or "none" where it is opened again as it was. Pipes and files that have
   * grown cannot be: they belong to whoever started the process then.
   */
  static String inheritKey(@Nullable String target) throws IOException {
    if (target == null) {
      return "none";
    }
    if (target.startsWith("pipe:[")) {
      return target;
    }
    // The launcher puts the one in place of /dev/null and the other in place of a terminal or
    // socket.
    boolean replaceable =
        target.equals("/dev/zero") || (target.startsWith("/") && isRegularOrFifo(Path.of(target)));
    return replaceable ? target.substring(1) : "none";
  }

  private static boolean isRegularOrFifo(Path file) throws IOException {
    if (!Files.exists(file)) {
      return false;
    }
    int type = (int) Files.getAttribute(file, "unix:mode") & FILE_TYPE;
    return type == REGULAR || type == FIFO;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** The sockets to which a process holds descriptors, by inode; proc(5), {@code /proc/PID/fd}. */
final class SocketDescriptors {
  private static final Path SELF = Path.of("/proc/self");
  private static final String PREFIX = "socket:[";

  private SocketDescriptors() {}

  /** Returns those of the inodes to which this process holds descriptors. */
  static Set<Long> ownOf(Set<Long> inodes) throws IOException {
    Set<Long> own = new HashSet<>(inodes);
    if (!own.isEmpty()) {
      own.retainAll(of(SELF));
    }
    return own;
  }

  /**
   * @param process the folder of the process below {@code /proc}
   */
  static Set<Long> of(Path process) throws IOException {
    Set<Long> inodes = new HashSet<>();
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path descriptor : descriptors) {
        String target = target(descriptor);
        if (target.startsWith(PREFIX)) {
          inodes.add(Long.parseLong(target.substring(PREFIX.length(), target.length() - 1)));
        }
      }
    }
    return inodes;
  }

  private static String target(Path descriptor) throws IOException {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (NoSuchFileException closedMeanwhile) {
      return "";
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Set;

/** Says who listens at an address, as far as this process may look. */
final class AddressOwner {
  private static final Path PROC = Path.of("/proc");
  private static final int COMMAND_LENGTH = 80;

  private AddressOwner() {}

  static String describe(BoundAddress address) {
    try {
      Set<Long> inodes = address.competing();
      if (!inodes.isEmpty()) {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
          for (Path process : processes) {
            if (holdsAny(process, inodes)) {
              return "it is held by " + describe(process);
            }
          }
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      return "its owner is not visible (" + e.getMessage() + ")";
    }
    return "its owner is not visible from here";
  }

  private static boolean holdsAny(Path process, Set<Long> inodes) {
    try {
      return !Collections.disjoint(SocketDescriptors.of(process), inodes);
    } catch (IOException | DirectoryIteratorException goneOrNotOurs) {
      return false;
    }
  }

  private static String describe(Path process) throws IOException {
    String pid = process.getFileName().toString();
    String command =
        Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
            .replace('\0', ' ')
            .strip();
    if (command.length() > COMMAND_LENGTH) {
      command = command.substring(0, COMMAND_LENGTH) + "...";
    }
    boolean ours = Long.parseLong(pid) == ProcessHandle.current().pid();
    return (ours ? "this process, pid " : "pid ") + pid + " (" + command + ")";
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** The sockets this process has open, as the kernel names them: {@code socket:[inode]}. */
final class OpenSockets {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  private OpenSockets() {}

  /** Returns the sockets open now; none where the system has no such list. */
  static Set<String> now() {
    Set<String> sockets = new HashSet<>();
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
      for (Path descriptor : descriptors) {
        addIfSocket(descriptor, sockets);
      }
    } catch (IOException | DirectoryIteratorException notOnThisSystem) {
      return Set.of();
    }
    return sockets;
  }

  private static void addIfSocket(Path descriptor, Set<String> sockets) {
    try {
      String target = Files.readSymbolicLink(descriptor).toString();
      if (target.startsWith("socket:")) {
        sockets.add(target);
      }
    } catch (IOException closedMeanwhile) {
      // It is not open any more, so it is not among the open ones.
    }
  }
}

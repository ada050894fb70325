// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The sockets this process has open, as the kernel names them: {@code socket:[inode]}. */
final class OpenSockets {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final List<Path> TCP =
      List.of(Path.of("/proc/self/net/tcp"), Path.of("/proc/self/net/tcp6"));
  private static final int REMOTE_ADDRESS = 2;
  private static final int INODE = 9;

  private OpenSockets() {}

  /** Returns the sockets open now; none where the system has no such list. */
  static Set<String> now() {
    return descriptors().stream()
        .filter(target -> target.startsWith("socket:"))
        .collect(Collectors.toCollection(HashSet::new));
  }

  /** Returns the TCP sockets open now that lead to one of the given ports. */
  static Set<String> to(Set<Integer> ports) {
    Set<String> sockets = new HashSet<>();
    List<String> endings = ports.stream().map(":%04X "::formatted).toList();
    for (Path table : TCP) {
      try {
        for (String line : Files.readAllLines(table)) {
          // Most lines are of others, and of connections closed long ago: taking apart takes time.
          if (endings.stream().noneMatch(line::contains)) {
            continue;
          }
          String[] columns = line.strip().split("\\s+", -1);
          if (columns.length > INODE && ports.contains(port(columns[REMOTE_ADDRESS]))) {
            sockets.add("socket:[" + columns[INODE] + "]");
          }
        }
      } catch (IOException notOnThisSystem) {
        // IPv6 may be missing; without either table nothing can be told.
      }
    }
    sockets.retainAll(now());
    return sockets;
  }

  /** Returns what the open descriptors lead to; nothing where the system has no such list. */
  static Set<String> descriptors() {
    Set<String> targets = new HashSet<>();
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
      for (Path descriptor : descriptors) {
        addTo(targets, descriptor);
      }
    } catch (IOException | DirectoryIteratorException notOnThisSystem) {
      return new HashSet<>();
    }
    return targets;
  }

  private static int port(String address) {
    int colon = address.lastIndexOf(':');
    return colon < 0 || address.length() != colon + 5
        ? -1
        : Integer.parseInt(address.substring(colon + 1), 16);
  }

  private static void addTo(Set<String> targets, Path descriptor) {
    try {
      targets.add(Files.readSymbolicLink(descriptor).toString());
    } catch (IOException closedMeanwhile) {
      // It is not open any more, so it is not among the open ones.
    }
  }
}

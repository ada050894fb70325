// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.grpc;

import dev.cracservers.core.Deadline;
import dev.cracservers.core.sockets.KernelSocket;
import dev.cracservers.core.sockets.OpenDescriptors;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * Waits until sockets are closed. That a connection has ended is no proof: on NIO, a socket is
 * closed when the selector comes round the next time.
 */
final class SocketRelease {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);

  private SocketRelease() {}

  /**
   * @throws IOException if one of them is open at the deadline
   */
  static void await(String name, Predicate<KernelSocket> which, Deadline deadline)
      throws IOException, InterruptedException {
    List<KernelSocket> open = open(which);
    while (!open.isEmpty()) {
      if (deadline.isExpired()) {
        throw new IOException(
            "%s is closed, but after %d ms %d of its sockets are open: %s; look for who blocks its threads"
                .formatted(name, deadline.elapsed().toMillis(), open.size(), names(open)));
      }
      Deadline.after(BETWEEN_LOOKS).await(deadline::isExpired);
      open = open(which);
    }
  }

  private static List<KernelSocket> open(Predicate<KernelSocket> which) throws IOException {
    OpenDescriptors descriptors = OpenDescriptors.now();
    return KernelSocket.tcp().stream()
        .filter(which)
        .filter(socket -> descriptors.holds(socket.inode()))
        .toList();
  }

  private static List<String> names(List<KernelSocket> sockets) {
    return sockets.stream()
        .map(socket -> socket.isListening() ? "one that listens" : "one of " + socket.remote())
        .toList();
  }
}

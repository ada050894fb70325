// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.sockets.KernelSocket;
import dev.cracservers.core.sockets.OpenDescriptors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.stream.Collectors;

/** The TCP sockets of this process that lead to some ports. */
final class SocketsTo {
  private SocketsTo() {}

  /** Returns those that are open now. */
  static Set<KernelSocket> ports(Set<Integer> ports) {
    if (ports.isEmpty()) {
      return Set.of();
    }
    try {
      OpenDescriptors descriptors = OpenDescriptors.now();
      return KernelSocket.tcp().stream()
          .filter(socket -> ports.contains(socket.remote().getPort()))
          .filter(socket -> descriptors.holds(socket.inode()))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException("the sockets of this process cannot be listed", e);
    }
  }
}

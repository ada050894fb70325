// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import dev.cracservers.core.sockets.KernelSocket;
import dev.cracservers.core.sockets.SocketHolder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Says which process has a port, if this one may see it: for processes of others, as root. */
enum PortOwner {
  TCP {
    @Override
    List<KernelSocket> bound() throws IOException {
      return KernelSocket.tcpListening();
    }
  },
  UDP {
    @Override
    List<KernelSocket> bound() throws IOException {
      return KernelSocket.udp();
    }
  };

  abstract List<KernelSocket> bound() throws IOException;

  /** Returns a sentence for an error. */
  String of(InetSocketAddress address) {
    try {
      Set<Long> inodes =
          bound().stream()
              .filter(socket -> socket.local().getPort() == address.getPort())
              .map(KernelSocket::inode)
              .collect(Collectors.toSet());
      return inodes.isEmpty()
          ? "No process has that port"
          : SocketHolder.of(inodes)
              .map(holder -> "Process %d has it: %s".formatted(holder.pid(), holder.command()))
              .orElse("The process that has it cannot be seen from here");
    } catch (IOException e) {
      return "Which process has it cannot be told: " + e.getMessage();
    }
  }
}

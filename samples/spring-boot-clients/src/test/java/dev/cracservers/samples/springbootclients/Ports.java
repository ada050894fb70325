// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.springbootclients;

import dev.cracservers.core.sockets.KernelSocket;
import dev.cracservers.core.sockets.SocketHolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/** Ports of this machine, and who is connected to them. */
final class Ports {
  private static final Set<Integer> GIVEN = new HashSet<>();

  private Ports() {}

  /** Returns a port that is free, and was not returned before. */
  static synchronized int free() throws IOException {
    while (true) {
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        if (GIVEN.add(socket.getLocalPort())) {
          return socket.getLocalPort();
        }
      }
    }
  }

  static boolean answers(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Returns those of the given ports that the process is connected to. */
  static Set<Integer> reachedBy(long pid, Set<Integer> ports) throws IOException {
    Set<Integer> reached = new TreeSet<>();
    for (KernelSocket socket : KernelSocket.tcp()) {
      int port = socket.remote().getPort();
      if (ports.contains(port)
          && SocketHolder.of(Set.of(socket.inode()))
              .filter(holder -> holder.pid() == pid)
              .isPresent()) {
        reached.add(port);
      }
    }
    return reached;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import dev.cracservers.netty.KernelSockets.KernelSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The TCP sockets to which this process holds a descriptor, as the kernel tells. What a channel
 * says of itself is no proof: the JDK closes the socket of a registered channel when its selector
 * comes round the next time.
 *
 * <p>Reads {@code /proc/self/fd}; finds nothing where there is no such folder.
 */
final class OwnSockets {
  /**
   * One of them.
   *
   * @param descriptor its number in this process
   */
  record OwnSocket(int descriptor, KernelSocket socket) {
    boolean isListening() {
      return socket.isListening();
    }

    @Override
    public String toString() {
      return "fd " + descriptor + (isListening() ? " listening" : " of " + socket.remote());
    }
  }

  private OwnSockets() {}

  /** Returns the sockets that listen at the address, or were accepted there. */
  static List<OwnSocket> at(InetSocketAddress address) throws IOException {
    Map<String, Integer> descriptors = descriptors();
    List<OwnSocket> found = new ArrayList<>();
    for (KernelSocket socket : KernelSockets.of("tcp")) {
      Integer descriptor = descriptors.get(socket.descriptor());
      if (descriptor != null && covers(address, socket.local())) {
        found.add(new OwnSocket(descriptor, socket));
      }
    }
    return found;
  }

  private static boolean covers(InetSocketAddress listener, InetSocketAddress local) {
    return listener.getPort() == local.getPort()
        && (listener.getAddress().isAnyLocalAddress()
            || listener.getAddress().equals(local.getAddress()));
  }

  private static Map<String, Integer> descriptors() throws IOException {
    Map<String, Integer> descriptors = new HashMap<>();
    Path folder = Path.of("/proc/self/fd");
    if (!Files.isDirectory(folder)) {
      return descriptors;
    }
    try (DirectoryStream<Path> numbers = Files.newDirectoryStream(folder)) {
      for (Path each : numbers) {
        try {
          descriptors.put(
              Files.readSymbolicLink(each).toString(),
              Integer.valueOf(each.getFileName().toString()));
        } catch (NoSuchFileException closedMeanwhile) {
          // It is not open now.
        }
      }
    }
    return descriptors;
  }
}

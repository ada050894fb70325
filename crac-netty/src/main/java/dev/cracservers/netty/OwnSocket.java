// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import dev.cracservers.core.sockets.KernelSocket;
import dev.cracservers.core.sockets.OpenDescriptors;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * A TCP socket to which this process holds a descriptor, as the kernel tells. What a channel says
 * of itself is no proof: the JDK closes the socket of a registered channel when its selector comes
 * round the next time.
 *
 * @param descriptor its number in this process
 */
record OwnSocket(int descriptor, KernelSocket socket) {

  /** Returns the sockets that listen at the address, or were accepted there. */
  static List<OwnSocket> at(InetSocketAddress address) throws IOException {
    OpenDescriptors descriptors = OpenDescriptors.now();
    List<OwnSocket> found = new ArrayList<>();
    for (KernelSocket socket : KernelSocket.tcp()) {
      if (socket.isAt(address)) {
        descriptors
            .numberOf(socket)
            .ifPresent(descriptor -> found.add(new OwnSocket(descriptor, socket)));
      }
    }
    return found;
  }

  boolean isListening() {
    return socket.isListening();
  }

  @Override
  public String toString() {
    return "fd " + descriptor + (isListening() ? " listening" : " of " + socket.remote());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import dev.cracservers.core.sockets.KernelSocket;
import dev.cracservers.core.sockets.OpenDescriptors;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** An address and port of TCP. */
record TcpAddress(InetSocketAddress address) implements BoundAddress {

  @Override
  public Set<Long> listening() throws IOException {
    return inodes(KernelSocket.tcpListening(), socket -> socket.isAt(address));
  }

  @Override
  public Set<Long> competing() throws IOException {
    return inodes(
        KernelSocket.tcpListening(), socket -> socket.local().getPort() == address.getPort());
  }

  @Override
  public Set<Long> ownAccepted() throws IOException {
    return OpenDescriptors.heldOf(
        inodes(KernelSocket.tcp(), socket -> !socket.isListening() && socket.isAt(address)));
  }

  @Override
  public boolean isFree() throws IOException {
    try (Socket probe = new Socket()) {
      probe.setReuseAddress(true);
      probe.bind(address);
      return true;
    } catch (BindException inUse) {
      return false;
    }
  }

  private static Set<Long> inodes(List<KernelSocket> sockets, Predicate<KernelSocket> wanted) {
    return sockets.stream()
        .filter(wanted)
        .map(KernelSocket::inode)
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public String toString() {
    return address.getHostString() + ":" + address.getPort();
  }
}

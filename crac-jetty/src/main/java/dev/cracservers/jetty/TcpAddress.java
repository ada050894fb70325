// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Set;

/** An address and port of TCP. */
record TcpAddress(InetSocketAddress address) implements BoundAddress {

  @Override
  public Set<Long> listening() throws IOException {
    return KernelSockets.listeningOn(address);
  }

  @Override
  public Set<Long> competing() throws IOException {
    return KernelSockets.listeningOn(address.getPort());
  }

  @Override
  public Set<Long> ownAccepted() throws IOException {
    return KernelSockets.ownAcceptedAt(address);
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

  @Override
  public String toString() {
    return address.getHostString() + ":" + address.getPort();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import org.eclipse.jetty.server.ServerConnector;

/**
 * A listening socket in place of the one that a drain has closed, for a connector that cannot be
 * started again without cutting the requests it still serves. One of the connector's selectors
 * accepts. It lives until the next drain, or until the connector stops.
 */
final class SubstituteListener {
  private final ServerSocketChannel channel;
  private final Closeable acceptor;

  private SubstituteListener(ServerSocketChannel channel, Closeable acceptor) {
    this.channel = channel;
    this.acceptor = acceptor;
  }

  /**
   * @throws java.net.BindException if the address is not to be had
   */
  static SubstituteListener open(ServerConnector connector, InetSocketAddress address)
      throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, connector.getReuseAddress());
      if (connector.isReusePort()) {
        channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      }
      channel.configureBlocking(false);
      channel.bind(address, connector.getAcceptQueueSize());
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    return new SubstituteListener(channel, connector.getSelectorManager().acceptor(channel));
  }

  ServerSocketChannel channel() {
    return channel;
  }

  /** Tells the selector, which lets go of the channel in its next round. */
  void stopAccepting() throws IOException {
    acceptor.close();
  }
}

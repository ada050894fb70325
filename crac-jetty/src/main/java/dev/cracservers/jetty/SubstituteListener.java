// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import org.eclipse.jetty.server.ServerConnector;

/**
 * Listens in place of the socket that a drain has closed, for a connector that cannot be started
 * again without cutting the requests it still serves. One of the connector's selectors accepts, and
 * closes the channel when the connector stops.
 */
final class SubstituteListener {

  private SubstituteListener() {}

  /**
   * @throws java.net.BindException if the address is not to be had
   */
  static ServerSocketChannel open(ServerConnector connector, InetSocketAddress address)
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
    connector.getSelectorManager().acceptor(channel);
    return channel;
  }
}

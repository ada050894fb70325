// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import dev.cracservers.core.Deadline;
import dev.cracservers.core.RestoreContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.util.Optional;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.server.ServerConnector;

/** A connector on TCP. */
final class TcpTransport implements Transport {
  private final ServerConnector connector;
  private final RebindAddress rebindAddress;
  private int configuredPort;

  TcpTransport(ServerConnector connector, RebindAddress rebindAddress) {
    this.connector = connector;
    this.rebindAddress = rebindAddress;
  }

  @Override
  public ServerConnector connector() {
    return connector;
  }

  @Override
  public SelectorManager selectorManager() {
    return connector.getSelectorManager();
  }

  @Override
  public Optional<ServerSocketChannel> listener() {
    return connector.isOpen()
        ? Optional.of((ServerSocketChannel) connector.getTransport())
        : Optional.empty();
  }

  @Override
  public BoundAddress remember(ServerSocketChannel listener) throws IOException {
    configuredPort = connector.getPort();
    return new TcpAddress((InetSocketAddress) listener.getLocalAddress());
  }

  @Override
  public void parkAcceptors() {
    connector.setAccepting(false);
  }

  @Override
  public void unparkAcceptors() {
    connector.setAccepting(true);
  }

  @Override
  public ServerSocketChannel substitute(BoundAddress before, Deadline deadline)
      throws IOException, InterruptedException {
    InetSocketAddress address = ((TcpAddress) before).address();
    return BindAttempts.run(
        label(), before, rebindAddress.remedy(), deadline, () -> listenAt(address));
  }

  @Override
  public void start(BoundAddress before, RestoreContext context) throws Exception {
    InetSocketAddress address = ((TcpAddress) before).address();
    Optional<Integer> port =
        context.isRestored() ? rebindAddress.port().apply(context) : Optional.empty();
    Optional<String> host =
        context.isRestored() ? rebindAddress.host().apply(context) : Optional.empty();
    connector.setPort(port.orElse(address.getPort()));
    host.ifPresentOrElse(
        given -> connector.setHost(given.isBlank() ? null : given), () -> keepHost(address));
    BindAttempts.run(
        label(),
        configured(),
        rebindAddress.remedy(),
        context.deadline(),
        () -> {
          connector.open();
          return connector;
        });
    try {
      connector.start();
    } catch (Exception e) {
      ((ServerSocketChannel) connector.getTransport()).close();
      throw e;
    }
    if (port.isEmpty()) {
      connector.setPort(configuredPort);
    }
  }

  private ServerSocketChannel listenAt(InetSocketAddress address) throws IOException {
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
    selectorManager().acceptor(channel);
    return channel;
  }

  private TcpAddress configured() {
    String host = connector.getHost();
    return new TcpAddress(
        host == null
            ? new InetSocketAddress(connector.getPort())
            : new InetSocketAddress(host, connector.getPort()));
  }

  /** A channel that was handed to the connector may listen at another address than its host. */
  private void keepHost(InetSocketAddress before) {
    if (connector.getHost() == null && !before.getAddress().isAnyLocalAddress()) {
      connector.setHost(before.getAddress().getHostAddress());
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import dev.cracservers.core.Deadline;
import dev.cracservers.core.RestoreContext;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;

/**
 * A connector on a unix socket. Its acceptor threads cannot be parked: they would have to be woken
 * by a method that also hands the listening channel to a selector. So they try once a second, with
 * a warning in Jetty's log, until the connector is stopped.
 */
final class UnixTransport implements Transport {
  private final UnixDomainServerConnector connector;
  private final RebindAddress rebindAddress;

  UnixTransport(UnixDomainServerConnector connector, RebindAddress rebindAddress) {
    this.connector = connector;
    this.rebindAddress = rebindAddress;
  }

  @Override
  public AbstractConnector connector() {
    return connector;
  }

  @Override
  public SelectorManager selectorManager() {
    return connector.getBean(SelectorManager.class);
  }

  @Override
  public Optional<ServerSocketChannel> listener() {
    return connector.getTransport() instanceof ServerSocketChannel channel && channel.isOpen()
        ? Optional.of(channel)
        : Optional.empty();
  }

  @Override
  public BoundAddress remember(ServerSocketChannel listener) throws IOException {
    return new UnixPath(((UnixDomainSocketAddress) listener.getLocalAddress()).getPath());
  }

  @Override
  public void parkAcceptors() {}

  @Override
  public void unparkAcceptors() {}

  @Override
  public ServerSocketChannel substitute(BoundAddress before, Deadline deadline)
      throws IOException, InterruptedException {
    UnixPath path = (UnixPath) before;
    return BindAttempts.run(label(), path, rebindAddress.remedy(), deadline, () -> listenAt(path));
  }

  @Override
  public void start(BoundAddress before, RestoreContext context) throws Exception {
    if (context.isRestored()) {
      rebindAddress.path().apply(context).map(Path::of).ifPresent(connector::setUnixDomainPath);
    }
    UnixPath path = new UnixPath(connector.getUnixDomainPath());
    BindAttempts.run(
        label(),
        path,
        rebindAddress.remedy(),
        context.deadline(),
        () -> {
          path.removeStale();
          startOnce();
          return connector;
        });
  }

  private void startOnce() throws IOException {
    try {
      connector.start();
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  private ServerSocketChannel listenAt(UnixPath path) throws IOException {
    path.removeStale();
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.configureBlocking(false);
      channel.bind(UnixDomainSocketAddress.of(path.path()), connector.getAcceptQueueSize());
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    selectorManager().acceptor(channel);
    return channel;
  }
}

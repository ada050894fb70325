// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import dev.cracservers.core.Deadline;
import dev.cracservers.core.RestoreContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.Optional;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.jspecify.annotations.Nullable;

/**
 * Takes one connector through any number of cycles: {@link #stopAccepting}, then the {@link
 * #drain()} it began, {@link #close}, {@link #rebind}. Each copes with the one before having failed
 * or not having been called. Used by one thread, apart from the start and stop of the connector by
 * its owner.
 */
final class ConnectorCycle implements LifeCycle.Listener {
  private final ServerConnector connector;
  private final RebindAddress rebindAddress;
  private final AcceptedChannels accepted;
  private @Nullable Served served;
  private @Nullable ConnectorDrain drain;
  private volatile @Nullable ServerSocketChannel substitute;
  private volatile boolean acceptsOnceStarted;

  /** How the connector served before the drain: where in fact, and as it was configured. */
  private record Served(InetSocketAddress address, int configuredPort) {}

  ConnectorCycle(ServerConnector connector, RebindAddress rebindAddress) {
    this.connector = connector;
    this.rebindAddress = rebindAddress;
    this.accepted = AcceptedChannels.of(connector);
    connector.addEventListener(this);
  }

  ServerConnector connector() {
    return connector;
  }

  /** Returns the drain of this cycle; empty if the connector did not serve when it began. */
  Optional<ConnectorDrain> drain() {
    return Optional.ofNullable(drain);
  }

  /**
   * Stops listening, if the connector was started. On return the kernel no longer listens.
   *
   * @throws IOException if it still does at the deadline
   * @throws IllegalStateException if the owner of the connector has closed its listening socket
   */
  void stopAccepting(Deadline deadline) throws IOException, InterruptedException {
    drain = null;
    if (!connector.isStarted()) {
      return;
    }
    ServerSocketChannel standIn = substitute;
    if (standIn != null) {
      stopListening(standIn, deadline);
      substitute = null;
    } else if (connector.isOpen()) {
      stopListening((ServerSocketChannel) connector.getTransport(), deadline);
    }
    // Nothing listens where the last rebind failed: but it left what to do next time.
    Served last = served;
    if (last == null) {
      throw new IllegalStateException(
          "connector %s is started, but its listening socket is closed; start it anew or stop it"
              .formatted(label()));
    }
    drain = new ConnectorDrain(connector, last.address(), accepted);
  }

  /**
   * Stops the connector and cuts what is left.
   *
   * @throws Exception if a descriptor is still open at the deadline
   */
  void close(Deadline deadline) throws Exception {
    ConnectorDrain drained = drain;
    if (drained == null) {
      return;
    }
    connector.stop();
    accepted.closeAll();
    try {
      if (!deadline.await(drained::isEmpty)) {
        throw new IOException(
            ("connector %s is stopped, but %d of its connections still have a descriptor after %d ms;"
                    + " somebody else holds them, look for users of its channels")
                .formatted(label(), drained.descriptors(), deadline.elapsed().toMillis()));
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Listens again; does nothing if it was not this cycle that stopped that. */
  void rebind(RestoreContext context) throws Exception {
    Served before = served;
    if (before == null) {
      return;
    }
    ConnectorDrain undone = drain;
    if (connector.isStarted() && (undone == null || !undone.isEmpty())) {
      // A connector that is started again would cut the requests that did not end in time.
      substitute =
          bind(
              before.address(),
              context.deadline(),
              () -> SubstituteListener.open(connector, before.address()));
    } else {
      connector.stop();
      start(before, context);
    }
    served = null;
    drain = null;
  }

  /** Whoever starts the connector: it takes connections again. */
  @Override
  public void lifeCycleStarted(LifeCycle started) {
    if (acceptsOnceStarted) {
      acceptsOnceStarted = false;
      connector.setAccepting(true);
    }
  }

  /** Its selectors close the channels they know, and that of the substitute is among them. */
  @Override
  public void lifeCycleStopped(LifeCycle stopped) {
    substitute = null;
  }

  private void stopListening(ServerSocketChannel channel, Deadline deadline)
      throws IOException, InterruptedException {
    InetSocketAddress address = (InetSocketAddress) channel.getLocalAddress();
    ListeningSocket socket = ListeningSocket.at(address);
    served = new Served(address, connector.getPort());
    if (channel.isBlocking()) {
      acceptsOnceStarted = connector.isAccepting();
      channel.close();
      // Acceptor threads would spin on the closed channel.
      connector.setAccepting(false);
    } else {
      Selectors.of(connector).close(channel, deadline);
    }
    socket.awaitRelease(deadline);
  }

  private void start(Served before, RestoreContext context) throws Exception {
    Optional<Integer> port =
        context.isRestored() ? rebindAddress.port().apply(context) : Optional.empty();
    Optional<String> host =
        context.isRestored() ? rebindAddress.host().apply(context) : Optional.empty();
    connector.setPort(port.orElse(before.address().getPort()));
    host.ifPresentOrElse(
        given -> connector.setHost(given.isBlank() ? null : given),
        () -> keepHost(before.address()));
    bind(
        RebindAddress.configured(connector),
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
      connector.setPort(before.configuredPort());
    }
  }

  /** A channel that was handed to the connector may listen at another address than its host. */
  private void keepHost(InetSocketAddress before) {
    if (connector.getHost() == null && !before.getAddress().isAnyLocalAddress()) {
      connector.setHost(before.getAddress().getHostAddress());
    }
  }

  private <T> T bind(InetSocketAddress address, Deadline deadline, BindAttempts.Attempt<T> attempt)
      throws IOException, InterruptedException {
    String who = "connector " + label();
    return BindAttempts.run(who, address, rebindAddress.remedy(), deadline, attempt);
  }

  private String label() {
    String name = connector.getName();
    return name == null ? connector.getDefaultProtocol() : name;
  }
}

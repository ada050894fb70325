// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import dev.cracservers.core.Deadline;
import dev.cracservers.core.RestoreContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ServerSocketChannel;
import java.util.Optional;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.jspecify.annotations.Nullable;

/**
 * Takes one connector through any number of cycles: {@link #stopAccepting}, then the {@link
 * #drain()} it began, {@link #close}, {@link #rebind}. Each copes with the one before having failed
 * or not having been called. Used by one thread, apart from the start and stop of the connector by
 * its owner.
 */
final class ConnectorCycle implements LifeCycle.Listener {
  private final Transport transport;
  private final AbstractConnector connector;
  private final AcceptedChannels accepted;
  private @Nullable BoundAddress served;
  private @Nullable ConnectorDrain drain;
  private volatile @Nullable ServerSocketChannel substitute;
  private volatile boolean acceptsOnceStarted;

  ConnectorCycle(Transport transport) {
    this.transport = transport;
    this.connector = transport.connector();
    this.accepted = AcceptedChannels.of(transport);
    connector.addEventListener(this);
  }

  AbstractConnector connector() {
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
    Optional<ServerSocketChannel> own = transport.listener();
    if (standIn != null) {
      stopListening(standIn, deadline);
      substitute = null;
    } else if (own.isPresent()) {
      stopListening(own.get(), deadline);
    }
    // Nothing listens where the last rebind failed: but it left what to do next time.
    BoundAddress address = served;
    if (address == null) {
      throw new IllegalStateException(
          "%s is started, but its listening socket is closed; start it anew or stop it"
              .formatted(transport.label()));
    }
    drain = new ConnectorDrain(transport, address, accepted);
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
            ("%s is stopped, but %d of its connections still have a descriptor after %d ms;"
                    + " somebody else holds them, look for users of its channels")
                .formatted(
                    transport.label(), drained.descriptors(), deadline.elapsed().toMillis()));
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Listens again; does nothing if it was not this cycle that stopped that. */
  void rebind(RestoreContext context) throws Exception {
    BoundAddress before = served;
    if (before == null) {
      return;
    }
    ConnectorDrain undone = drain;
    if (connector.isStarted() && (undone == null || !undone.isEmpty())) {
      // A connector that is started again would cut the requests that did not end in time.
      substitute = transport.substitute(before, context.deadline());
    } else {
      connector.stop();
      transport.start(before, context);
    }
    served = null;
    drain = null;
  }

  /** Whoever starts the connector: it takes connections again. */
  @Override
  public void lifeCycleStarted(LifeCycle started) {
    if (acceptsOnceStarted) {
      acceptsOnceStarted = false;
      transport.unparkAcceptors();
    }
  }

  /** Its selectors close the channels they know, and that of the substitute is among them. */
  @Override
  public void lifeCycleStopped(LifeCycle stopped) {
    substitute = null;
  }

  private void stopListening(ServerSocketChannel channel, Deadline deadline)
      throws IOException, InterruptedException {
    BoundAddress address = transport.remember(channel);
    ListeningSocket socket = ListeningSocket.at(address);
    served = address;
    if (channel.isBlocking()) {
      acceptsOnceStarted = connector.isAccepting();
      channel.close();
      transport.parkAcceptors();
    } else {
      Selectors.of(transport.selectorManager()).close(channel, deadline);
    }
    socket.awaitRelease(deadline);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ServerConnector;

/**
 * Sees the connections of one connector to their end, during one drain. Used by one thread, but for
 * the counts.
 */
final class ConnectorDrain {
  private final ServerConnector connector;
  private final InetSocketAddress address;
  private final AcceptedChannels accepted;
  private final List<ConnectionDrain> kinds;

  /**
   * @param address where the connections were accepted
   */
  ConnectorDrain(ServerConnector connector, InetSocketAddress address, AcceptedChannels accepted) {
    this.connector = connector;
    this.address = address;
    this.accepted = accepted;
    this.kinds = List.of(new Http1Drain(Selectors.of(connector)));
  }

  /** Looks at every connection once, and closes those on which nothing would be lost. */
  void look() {
    for (EndPoint endPoint : connector.getConnectedEndPoints()) {
      kindOf(endPoint).ifPresent(kind -> kind.look(endPoint));
    }
  }

  /** Returns whether no connection is left, not even one between accept(2) and Jetty's books. */
  boolean isEmpty() {
    return connector.getConnectedEndPoints().isEmpty() && accepted.isEmpty() && descriptors() == 0;
  }

  /** Returns how many connections have a descriptor. */
  int descriptors() {
    try {
      return KernelSockets.ownAcceptedAt(address).size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns how many requests are half received, so that nobody else has seen them. */
  long halfReceived() {
    return connector.getConnectedEndPoints().stream()
        .mapToLong(endPoint -> kindOf(endPoint).map(kind -> kind.halfReceived(endPoint)).orElse(0))
        .sum();
  }

  /** Returns how many connections were closed because nothing was going on. */
  long idleClosed() {
    return kinds.stream().mapToLong(ConnectionDrain::idleClosed).sum();
  }

  private Optional<ConnectionDrain> kindOf(EndPoint endPoint) {
    return kinds.stream().filter(kind -> kind.handles(endPoint)).findFirst();
  }
}

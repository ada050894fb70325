// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnector;

/**
 * Sees the connections of one connector to their end, during one drain. Used by one thread, but for
 * the counts.
 */
final class ConnectorDrain {
  private final AbstractConnector connector;
  private final BoundAddress address;
  private final AcceptedChannels accepted;
  private final List<ConnectionDrain> kinds;

  /**
   * @param address where the connections were accepted
   */
  ConnectorDrain(Transport transport, BoundAddress address, AcceptedChannels accepted) {
    this.connector = transport.connector();
    this.address = address;
    this.accepted = accepted;
    this.kinds = kinds(Selectors.of(transport.selectorManager()));
  }

  private static List<ConnectionDrain> kinds(Selectors selectors) {
    List<ConnectionDrain> kinds = new ArrayList<>();
    kinds.add(new Http1Drain(selectors));
    Consumer<EndPoint> tunnels = endPoint -> {};
    if (OptionalModule.WEBSOCKET.isPresent()) {
      WebSocketDrain webSockets = new WebSocketDrain();
      kinds.add(webSockets);
      tunnels = webSockets::look;
    }
    if (OptionalModule.HTTP2.isPresent()) {
      kinds.add(new Http2Drain(tunnels));
    }
    kinds.add(new OpeningDrain(selectors));
    return kinds;
  }

  /** Looks at every connection once, and closes those on which nothing would be lost. */
  void look() {
    connections().forEach(connection -> kindOf(connection).look(connection));
  }

  /** Returns whether no connection is left, not even one between accept(2) and Jetty's books. */
  boolean isEmpty() {
    return connector.getConnectedEndPoints().isEmpty() && accepted.isEmpty() && descriptors() == 0;
  }

  /** Returns how many connections have a descriptor. */
  int descriptors() {
    try {
      return address.ownAccepted().size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns how many requests are half received, so that nobody else has seen them. */
  long halfReceived() {
    return connections().mapToLong(each -> kindOf(each).halfReceived(each)).sum();
  }

  /** Returns how many connections were ended, by how. */
  Map<String, Long> ended() {
    return kinds.stream()
        .collect(Collectors.toMap(ConnectionDrain::endedName, ConnectionDrain::ended, Long::sum));
  }

  private Stream<OpenConnection> connections() {
    return connector.getConnectedEndPoints().stream()
        .flatMap(endPoint -> OpenConnection.of(endPoint).stream());
  }

  private ConnectionDrain kindOf(OpenConnection connection) {
    return kinds.stream().filter(kind -> kind.handles(connection)).findFirst().orElseThrow();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import java.util.Optional;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.MemoryConnector;
import org.eclipse.jetty.server.ServerConnector;

/** Tells the connectors that can go through a checkpoint from those that cannot. */
final class Supported {

  private Supported() {}

  /**
   * Returns the connector, or empty if it has no descriptors and needs no care.
   *
   * @throws IllegalArgumentException if it cannot go through a checkpoint
   */
  static Optional<ServerConnector> orRefuse(Connector connector) {
    if (connector instanceof LocalConnector || connector instanceof MemoryConnector) {
      return Optional.empty();
    }
    if (!(connector instanceof ServerConnector tcp)) {
      throw refused(
          connector,
          "it is a " + connector.getClass().getName() + ", and only a ServerConnector is supported",
          "remove it from the server");
    }
    if (tcp.isInheritChannel()) {
      throw refused(
          connector,
          "it takes its listening socket from its parent process, which a restored one has not got",
          "call setInheritChannel(false) and let it bind host and port");
    }
    for (ConnectionFactory factory : tcp.getConnectionFactories()) {
      if (!(factory instanceof HttpConnectionFactory)) {
        throw refused(
            connector,
            "it speaks " + factory.getProtocol() + ", and only HTTP/1 in plain text is supported",
            "leave TLS and HTTP/2 to a proxy in front of it");
      }
    }
    return Optional.of(tcp);
  }

  private static IllegalArgumentException refused(Connector connector, String why, String remedy) {
    return new IllegalArgumentException(
        connector + " cannot go through a checkpoint: " + why + "; " + remedy);
  }
}

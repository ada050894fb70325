// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.MemoryConnector;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;

/** Tells the connectors that can go through a checkpoint from those that cannot. */
final class Supported {
  /** By name, as most are in modules that an application may not have. */
  private static final Set<String> PROTOCOLS =
      Set.of(
          "org.eclipse.jetty.server.HttpConnectionFactory",
          "org.eclipse.jetty.server.SslConnectionFactory",
          "org.eclipse.jetty.server.NegotiatingServerConnectionFactory",
          "org.eclipse.jetty.server.DetectorConnectionFactory",
          "org.eclipse.jetty.server.ProxyConnectionFactory",
          "org.eclipse.jetty.http2.server.AbstractHTTP2ServerConnectionFactory");

  private Supported() {}

  /**
   * Returns how the connector listens, or empty if it has no descriptors and needs no care.
   *
   * @param address where it is to listen after a restore
   * @throws IllegalArgumentException if it cannot go through a checkpoint
   */
  static Optional<Transport> orRefuse(Connector connector, AddressSource address) {
    if (connector instanceof LocalConnector || connector instanceof MemoryConnector) {
      return Optional.empty();
    }
    Transport transport;
    boolean inherits;
    if (connector instanceof ServerConnector tcp) {
      inherits = tcp.isInheritChannel();
      transport = new TcpTransport(tcp, address.of(tcp));
    } else if (OptionalModule.UNIX_DOMAIN.isPresent()
        && connector instanceof UnixDomainServerConnector unix) {
      inherits = unix.isInheritChannel();
      transport = new UnixTransport(unix, address.of(unix));
    } else {
      throw refused(
          connector,
          "it is a "
              + connector.getClass().getName()
              + ", and only ServerConnector and UnixDomainServerConnector are supported",
          "remove it from the server");
    }
    if (inherits) {
      throw refused(
          connector,
          "it takes its listening socket from its parent process, which a restored one has not got",
          "call setInheritChannel(false) and let it bind its address itself");
    }
    for (ConnectionFactory factory : connector.getConnectionFactories()) {
      if (!isSupported(factory.getClass())) {
        throw refused(
            connector,
            "it speaks " + factory.getProtocol() + ", and nobody here can drain that",
            "remove " + factory.getClass().getName() + " from it");
      }
    }
    return Optional.of(transport);
  }

  private static boolean isSupported(Class<?> type) {
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      if (PROTOCOLS.contains(each.getName())) {
        return true;
      }
    }
    return false;
  }

  private static IllegalArgumentException refused(Connector connector, String why, String remedy) {
    return new IllegalArgumentException(
        connector + " cannot go through a checkpoint: " + why + "; " + remedy);
  }
}

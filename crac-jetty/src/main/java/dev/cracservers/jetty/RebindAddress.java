// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import dev.cracservers.core.RestoreContext;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.jetty.server.ServerConnector;

/**
 * What a restore says about where a connector is to listen. Immutable.
 *
 * @param port the port, 0 for any free one; empty to keep the one it had
 * @param host the host or address, blank for all; empty to keep the one it had
 * @param remedy how to name another port, for errors
 */
record RebindAddress(
    Function<RestoreContext, Optional<Integer>> port,
    Function<RestoreContext, Optional<String>> host,
    String remedy) {

  /**
   * Returns the prefix of the settings of a connector: that of Jetty's own start properties, such
   * as {@code jetty.http.port}, with the name of the connector in place of {@code http} if it has
   * one.
   */
  static String prefix(ServerConnector connector) {
    String name = connector.getName();
    return "jetty." + (name == null ? "http" : name);
  }

  static RebindAddress fromSettings(String prefix) {
    String port = prefix + ".port";
    return new RebindAddress(
        context -> context.setting(port).map(value -> parse(port, value)),
        context -> context.setting(prefix + ".host"),
        "Free the port, or restore with another one: --set " + port + "=PORT");
  }

  /** Returns where the connector will listen when it is opened. */
  static InetSocketAddress configured(ServerConnector connector) {
    String host = connector.getHost();
    return host == null
        ? new InetSocketAddress(connector.getPort())
        : new InetSocketAddress(host, connector.getPort());
  }

  RebindAddress withPort(Function<RestoreContext, Optional<Integer>> function) {
    return new RebindAddress(function, host, "Free the port, or restore with another one");
  }

  RebindAddress withHost(Function<RestoreContext, Optional<String>> function) {
    return new RebindAddress(port, function, remedy);
  }

  private static int parse(String name, String value) {
    try {
      int port = Integer.parseInt(value.strip());
      if (port >= 0 && port <= 0xFFFF) {
        return port;
      }
    } catch (NumberFormatException notANumber) {
      // Told below, like a number that is no port.
    }
    throw new IllegalArgumentException(
        "the setting " + name + " must be a port from 0 to 65535, but is '" + value + "'");
  }
}

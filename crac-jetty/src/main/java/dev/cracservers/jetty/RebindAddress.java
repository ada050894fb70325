// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import dev.cracservers.core.RestoreContext;
import dev.cracservers.core.sockets.ListenSettings;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.ServerConnector;

/**
 * What a restore says about where a connector is to listen. Immutable.
 *
 * @param port the port, 0 for any free one; empty to keep the one it had
 * @param host the host or address, blank for all; empty to keep the one it had
 * @param path the path of a unix socket; empty to keep the one it had
 * @param remedy how to name another address, for errors
 */
record RebindAddress(
    Function<RestoreContext, Optional<Integer>> port,
    Function<RestoreContext, Optional<String>> host,
    Function<RestoreContext, Optional<String>> path,
    String remedy) {

  /**
   * Returns the prefix of the settings of a connector: that of Jetty's own start properties, such
   * as {@code jetty.http.port}, {@code jetty.ssl.port} and {@code jetty.unixdomain.path}; the name
   * of the connector, if it has one, in place of the middle part.
   */
  static String prefix(Connector connector) {
    String name = connector.getName();
    if (name == null) {
      boolean unix = !(connector instanceof ServerConnector);
      boolean tls = connector.getConnectionFactory("SSL") != null;
      name = unix ? "unixdomain" : tls ? "ssl" : "http";
    }
    return "jetty." + name;
  }

  static RebindAddress fromSettings(Connector connector, String prefix) {
    ListenSettings settings = new ListenSettings(prefix);
    String path = prefix + ".path";
    return new RebindAddress(
        settings::port,
        settings::host,
        context -> context.setting(path),
        connector instanceof ServerConnector
            ? "Free the port, or restore with another one: --set " + settings.portName() + "=PORT"
            : "Free the path, or restore with another one: --set " + path + "=PATH");
  }

  RebindAddress withPort(Function<RestoreContext, Optional<Integer>> function) {
    return new RebindAddress(function, host, path, "Free the port, or restore with another one");
  }

  RebindAddress withHost(Function<RestoreContext, Optional<String>> function) {
    return new RebindAddress(port, function, path, remedy);
  }
}

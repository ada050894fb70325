// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.eclipse.jetty.server.ServerConnector;

/** Gives each connector of a server settings of its own. */
final class DistinctSettings implements Function<ServerConnector, RebindAddress> {
  private final Map<String, ServerConnector> connectors = new HashMap<>();

  /**
   * @throws IllegalArgumentException if another connector has the same settings: a port given at
   *     the restore could only be bound by one of them
   */
  @Override
  public RebindAddress apply(ServerConnector connector) {
    String prefix = RebindAddress.prefix(connector);
    ServerConnector other = connectors.putIfAbsent(prefix, connector);
    if (other != null) {
      throw new IllegalArgumentException(
          "%s and %s would both listen where %s.port says; give one of them a name with setName()"
              .formatted(other, connector, prefix));
    }
    return RebindAddress.fromSettings(prefix);
  }
}

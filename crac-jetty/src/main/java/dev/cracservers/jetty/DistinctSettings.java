// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import java.util.HashMap;
import java.util.Map;
import org.eclipse.jetty.server.Connector;

/** Gives each connector of a server settings of its own. */
final class DistinctSettings implements AddressSource {
  private final Map<String, Connector> connectors = new HashMap<>();

  @Override
  public RebindAddress of(Connector connector) {
    String prefix = RebindAddress.prefix(connector);
    Connector other = connectors.putIfAbsent(prefix, connector);
    if (other != null) {
      throw new IllegalArgumentException(
          "%s and %s would both listen where the settings %s.* say; give one of them a name with setName()"
              .formatted(other, connector, prefix));
    }
    return RebindAddress.fromSettings(connector, prefix);
  }
}

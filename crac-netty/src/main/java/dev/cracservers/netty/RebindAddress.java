// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import dev.cracservers.core.RestoreContext;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Where a server listens after a restore. Immutable.
 *
 * @param prefix the settings are {@code <prefix>.host} and {@code <prefix>.port}
 * @param owner knows who has a port, for errors
 */
record RebindAddress(String prefix, PortOwner owner) {

  /** Returns the address that the settings say, and what they do not say from the old one. */
  InetSocketAddress after(InetSocketAddress before, RestoreContext context) {
    if (!context.isRestored()) {
      return before;
    }
    int port = context.setting(portSetting()).map(this::parse).orElse(before.getPort());
    Optional<String> host = context.setting(prefix + ".host");
    if (host.isEmpty()) {
      return new InetSocketAddress(before.getAddress(), port);
    }
    return host.get().isBlank()
        ? new InetSocketAddress(port)
        : new InetSocketAddress(host.get().strip(), port);
  }

  /** Returns who has the port of an address that could not be bound, and what to do about it. */
  String remedy(InetSocketAddress taken) {
    return "%s. Free the port, or restore with --set %s=PORT"
        .formatted(owner.of(taken), portSetting());
  }

  private String portSetting() {
    return prefix + ".port";
  }

  private int parse(String value) {
    try {
      int port = Integer.parseInt(value.strip());
      if (port >= 0 && port <= 0xFFFF) {
        return port;
      }
    } catch (NumberFormatException notANumber) {
      // Told below, like a number that is no port.
    }
    throw new IllegalArgumentException(
        "the setting %s must be a port from 0 to 65535, but is '%s'"
            .formatted(portSetting(), value));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import dev.cracservers.core.RestoreContext;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where a server listens after a restore. Immutable.
 *
 * @param port returns the port, empty for the old one
 * @param host returns the host, blank for all of them, empty for the old one
 * @param advice says what to do about a port that is taken
 * @param owner knows who has a port, for errors
 */
record RebindAddress(
    Function<RestoreContext, Optional<Integer>> port,
    Function<RestoreContext, Optional<String>> host,
    String advice,
    PortOwner owner) {

  /**
   * Where the settings say.
   *
   * @param prefix they are {@code <prefix>.host} and {@code <prefix>.port}
   */
  static RebindAddress fromSettings(String prefix, PortOwner owner) {
    String portSetting = prefix + ".port";
    return new RebindAddress(
        context -> context.setting(portSetting).map(value -> parse(portSetting, value)),
        context -> context.setting(prefix + ".host"),
        "Free the port, or restore with --set " + portSetting + "=PORT",
        owner);
  }

  /** Returns the address after a restore, or the old one if there was none. */
  InetSocketAddress after(InetSocketAddress before, RestoreContext context) {
    if (!context.isRestored()) {
      return before;
    }
    int wanted = port.apply(context).orElse(before.getPort());
    Optional<String> name = host.apply(context);
    if (name.isEmpty()) {
      return new InetSocketAddress(before.getAddress(), wanted);
    }
    return name.get().isBlank()
        ? new InetSocketAddress(wanted)
        : new InetSocketAddress(name.get().strip(), wanted);
  }

  /** Returns who has the port of an address that could not be bound, and what to do about it. */
  String remedy(InetSocketAddress taken) {
    return "%s. %s".formatted(owner.of(taken), advice);
  }

  private static int parse(String portSetting, String value) {
    try {
      int port = Integer.parseInt(value.strip());
      if (port >= 0 && port <= 0xFFFF) {
        return port;
      }
    } catch (NumberFormatException notANumber) {
      // Told below, like a number that is no port.
    }
    throw new IllegalArgumentException(
        "the setting %s must be a port from 0 to 65535, but is '%s'".formatted(portSetting, value));
  }
}

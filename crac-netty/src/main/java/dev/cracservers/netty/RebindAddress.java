// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import dev.cracservers.core.RestoreContext;
import dev.cracservers.core.sockets.ListenSettings;
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

  /** Where the settings say, whose names begin with the prefix. */
  static RebindAddress fromSettings(String prefix, PortOwner owner) {
    ListenSettings settings = new ListenSettings(prefix);
    return new RebindAddress(
        settings::port,
        settings::host,
        "Free the port, or restore with --set " + settings.portName() + "=PORT",
        owner);
  }

  /** Returns the address after a restore, or the old one if there was none. */
  InetSocketAddress after(InetSocketAddress before, RestoreContext context) {
    return context.isRestored()
        ? ListenSettings.changed(before, port.apply(context), host.apply(context))
        : before;
  }

  /** Returns who has the port of an address that could not be bound, and what to do about it. */
  String remedy(InetSocketAddress taken) {
    return "%s. %s".formatted(owner.of(taken), advice);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import dev.cracservers.core.RestoreContext;
import dev.cracservers.core.sockets.ListenSettings;
import java.net.InetSocketAddress;

/**
 * Where a server listens after a restore. Immutable.
 *
 * @param owner knows who has a port, for errors
 */
record RebindAddress(ListenSettings settings, PortOwner owner) {
  RebindAddress(String prefix, PortOwner owner) {
    this(new ListenSettings(prefix), owner);
  }

  /** Returns the address that the settings say, and what they do not say from the old one. */
  InetSocketAddress after(InetSocketAddress before, RestoreContext context) {
    return settings.after(before, context);
  }

  /** Returns who has the port of an address that could not be bound, and what to do about it. */
  String remedy(InetSocketAddress taken) {
    return "%s. Free the port, or restore with --set %s=PORT"
        .formatted(owner.of(taken), settings.portName());
  }
}

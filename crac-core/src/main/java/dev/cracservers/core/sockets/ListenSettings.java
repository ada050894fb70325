// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core.sockets;

import dev.cracservers.core.RestoreContext;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * The settings by which a restore says where a server listens: {@code <prefix>.port}, 0 for any
 * free one, and {@code <prefix>.host}, blank for all addresses. What they do not say stays as it
 * was. Immutable.
 *
 * @param prefix what their names begin with
 */
public record ListenSettings(String prefix) {

  /** Returns the name of the setting of the port, for errors and their remedies. */
  public String portName() {
    return prefix + ".port";
  }

  /**
   * Returns the port that the restore says; empty if it says none.
   *
   * @throws IllegalArgumentException if the setting is no port from 0 to 65535
   */
  public Optional<Integer> port(RestoreContext context) {
    return context.setting(portName()).map(value -> parsePort("setting " + portName(), value));
  }

  /** Returns the host name or address that the restore says; empty if it says none. */
  public Optional<String> host(RestoreContext context) {
    return context.setting(prefix + ".host");
  }

  /**
   * Returns where to listen now. If that is a host that is not known, the address is unresolved.
   *
   * @param before where it listened; with the port it had if it was bound to port 0, so that it is
   *     kept
   * @throws IllegalArgumentException if the setting of the port is no port from 0 to 65535
   */
  public InetSocketAddress after(InetSocketAddress before, RestoreContext context) {
    return context.isRestored() ? changed(before, port(context), host(context)) : before;
  }

  /**
   * Returns an address with another port or host. If the host is not known, it is unresolved.
   *
   * @param port 0 for any free one; empty to keep that of before
   * @param host blank for all addresses; empty to keep that of before
   */
  public static InetSocketAddress changed(
      InetSocketAddress before, Optional<Integer> port, Optional<String> host) {
    int wanted = port.orElse(before.getPort());
    if (host.isEmpty()) {
      return new InetSocketAddress(before.getAddress(), wanted);
    }
    return host.get().isBlank()
        ? new InetSocketAddress(wanted)
        : new InetSocketAddress(host.get().strip(), wanted);
  }

  /**
   * Reads a port, 0 for any free one.
   *
   * @param name what the value is of, for the error
   * @throws IllegalArgumentException if it is no port from 0 to 65535
   */
  public static int parsePort(String name, String value) {
    try {
      int port = Integer.parseInt(value.strip());
      if (port >= 0 && port <= 0xFFFF) {
        return port;
      }
    } catch (NumberFormatException notANumber) {
      // Told below, like a number that is no port.
    }
    throw new IllegalArgumentException(
        "the %s must be a port from 0 to 65535, but is '%s'".formatted(name, value));
  }
}

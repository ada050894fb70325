// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.grpc;

import dev.cracservers.core.Deadline;
import dev.cracservers.core.RestoreContext;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Optional;

/**
 * Where a server listens, and whether it can. Immutable.
 *
 * @param name the settings are {@code <name>.host} and {@code <name>.port}
 */
record FreePort(String name) {
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(5);

  /** Returns the address that the settings say, and what they do not say from the old one. */
  InetSocketAddress after(InetSocketAddress before, RestoreContext context) {
    if (!context.isRestored()) {
      return before;
    }
    int port = context.setting(name + ".port").map(this::parse).orElse(before.getPort());
    Optional<String> host = context.setting(name + ".host");
    if (host.isEmpty()) {
      return new InetSocketAddress(before.getAddress(), port);
    }
    return host.get().isBlank()
        ? new InetSocketAddress(port)
        : new InetSocketAddress(host.get().strip(), port);
  }

  /**
   * Waits until the address can be bound. A server of gRPC that could not bind keeps a hold on its
   * event loops for ever, so it is started only then.
   *
   * @throws IOException if it cannot be in time
   */
  void await(InetSocketAddress address, Deadline deadline)
      throws IOException, InterruptedException {
    if (address.isUnresolved()) {
      throw new IOException(
          "%s cannot listen on %s:%d: the host is not known"
              .formatted(name, address.getHostString(), address.getPort()));
    }
    int attempts = 1;
    while (true) {
      try (ServerSocket probe = new ServerSocket()) {
        probe.setReuseAddress(true);
        probe.bind(address);
        return;
      } catch (IOException e) {
        if (deadline.isExpired()) {
          BindException late =
              new BindException(
                  "%s could not bind %s:%d within %d ms, in %d attempts: %s. Free the port, or restore with --set %s.port=PORT"
                      .formatted(
                          name,
                          address.getHostString(),
                          address.getPort(),
                          deadline.elapsed().toMillis(),
                          attempts,
                          e.getMessage(),
                          name));
          late.initCause(e);
          throw late;
        }
      }
      attempts++;
      Deadline.after(BETWEEN_ATTEMPTS).await(deadline::isExpired);
    }
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
        "the setting %s.port must be a port from 0 to 65535, but is '%s'".formatted(name, value));
  }
}

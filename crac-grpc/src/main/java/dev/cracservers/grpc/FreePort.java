// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.grpc;

import dev.cracservers.core.Deadline;
import dev.cracservers.core.sockets.ListenSettings;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;

/**
 * Waits until a server can listen. Immutable.
 *
 * @param name its name, in errors
 * @param settings where it listens, for the remedy
 */
record FreePort(String name, ListenSettings settings) {
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(5);

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
                  "%s could not bind %s:%d within %d ms, in %d attempts: %s. Free the port, or restore with --set %s=PORT"
                      .formatted(
                          name,
                          address.getHostString(),
                          address.getPort(),
                          deadline.elapsed().toMillis(),
                          attempts,
                          e.getMessage(),
                          settings.portName()));
          late.initCause(e);
          throw late;
        }
      }
      attempts++;
      Deadline.after(BETWEEN_ATTEMPTS).await(deadline::isExpired);
    }
  }
}

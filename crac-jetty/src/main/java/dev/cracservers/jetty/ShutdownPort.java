// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import dev.cracservers.core.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ShutdownService;

/**
 * The listening socket through which a server can be told to stop. A service that was configured
 * with port 0 gets another port when it listens again, and says so on standard output.
 */
record ShutdownPort(ShutdownService service, ListeningSocket socket) {

  /** Returns those of a server that listen. */
  static List<ShutdownPort> openOf(Server server) throws IOException {
    List<ShutdownPort> open = new ArrayList<>();
    for (ShutdownService service : server.getBeans(ShutdownService.class)) {
      if (service.getLocalPort() > 0) {
        open.add(new ShutdownPort(service, ListeningSocket.at(address(service))));
      }
    }
    return open;
  }

  /**
   * Stops listening.
   *
   * @throws IOException if the kernel still listens at the deadline
   */
  void close(Deadline deadline) throws IOException, InterruptedException {
    service.stop();
    socket.awaitRelease(deadline);
  }

  /**
   * Listens again.
   *
   * @throws IOException if that failed, which the service itself only logs
   */
  void rebind() throws Exception {
    service.start();
    if (service.getLocalPort() < 0) {
      throw new IOException(
          "the shutdown service cannot listen on %s:%d, see the warning above; %s. Free the port, or"
                  .formatted(
                      service.getHost(), service.getPort(), AddressOwner.describe(address(service)))
              + " set jetty.shutdown.port=0 before the start");
    }
  }

  private static TcpAddress address(ShutdownService service) throws IOException {
    int port = service.getLocalPort() > 0 ? service.getLocalPort() : service.getPort();
    return new TcpAddress(new InetSocketAddress(InetAddress.getByName(service.getHost()), port));
  }
}

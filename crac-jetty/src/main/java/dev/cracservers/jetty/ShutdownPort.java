// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import dev.cracservers.core.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.eclipse.jetty.server.ShutdownService;

/**
 * The listening socket through which a server can be told to stop. A service that was configured
 * with port 0 gets another port when it listens again, and says so on standard output.
 */
record ShutdownPort(ShutdownService service, ListeningSocket socket) {

  static ShutdownPort of(ShutdownService service) throws IOException {
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getByName(service.getHost()), service.getLocalPort());
    return new ShutdownPort(service, ListeningSocket.at(address));
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
                      service.getHost(), service.getPort(), PortOwner.describe(service.getPort()))
              + " set jetty.shutdown.port=0 before the start");
    }
  }
}

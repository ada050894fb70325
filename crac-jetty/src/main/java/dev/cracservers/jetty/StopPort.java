// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import java.net.BindException;
import java.util.List;
import org.eclipse.jetty.server.ShutdownService;
import org.eclipse.jetty.util.component.Container;

/** The port on which a server can be asked to stop. */
final class StopPort {
  private StopPort() {}

  /** Closes those that are open, and returns how each is opened again. */
  static List<Companions.Start> closeAll(Container container) {
    List<ShutdownService> open =
        container.getContainedBeans(ShutdownService.class).stream()
            .filter(service -> service.getLocalPort() > 0)
            .toList();
    open.forEach(ShutdownService::stop);
    return open.stream().map(service -> (Companions.Start) () -> open(service)).toList();
  }

  /** Jetty only logs that it could not bind the port. */
  private static void open(ShutdownService service) throws Exception {
    service.start();
    if (service.getLocalPort() < 0) {
      throw new BindException(
          "the stop port "
              + service.getPort()
              + " of "
              + service.getHost()
              + " cannot be bound; free it, or start the server without STOP.PORT");
    }
  }
}

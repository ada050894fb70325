// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import java.util.ArrayDeque;
import java.util.Deque;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.component.Container;

/**
 * The selectors and connections of clients of Jetty. A client whose {@link ClientConnector} is
 * stopped and started itself stays started, and keeps what it has learnt. Used by one thread.
 */
final class Clients {
  private final Container container;
  private final Deque<ClientConnector> stopped = new ArrayDeque<>();

  Clients(Container container) {
    this.container = container;
  }

  /** Closes those that are open. */
  void close() throws Exception {
    for (ClientConnector client : container.getContainedBeans(ClientConnector.class)) {
      if (client.isStarted()) {
        stopped.push(client);
        client.stop();
      }
    }
  }

  /** Opens those it has closed, the last one first. */
  void reopen() throws Exception {
    while (!stopped.isEmpty()) {
      stopped.peek().start();
      stopped.pop();
    }
  }
}

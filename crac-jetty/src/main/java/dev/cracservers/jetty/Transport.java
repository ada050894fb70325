// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import dev.cracservers.core.Deadline;
import dev.cracservers.core.RestoreContext;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.util.Optional;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.server.AbstractConnector;

/**
 * How one connector listens: on TCP or on a unix socket. Used by one thread, apart from the two
 * methods about acceptors.
 */
interface Transport {

  AbstractConnector connector();

  SelectorManager selectorManager();

  /** Returns the channel on which the connector listens; empty if that is closed. */
  Optional<ServerSocketChannel> listener();

  /** Returns where the channel listens, and keeps in mind what the connector is configured with. */
  BoundAddress remember(ServerSocketChannel listener) throws IOException;

  /** Keeps threads that accept from turning in circles on a channel that has been closed. */
  void parkAcceptors();

  /** Undoes {@link #parkAcceptors()}, once the connector is started anew. */
  void unparkAcceptors();

  /**
   * Listens in place of the channel that a drain has closed, for a connector that cannot be started
   * again without cutting the requests it still serves. One of its selectors accepts, and closes
   * the channel when the connector stops.
   *
   * @throws java.net.BindException if the address is not to be had
   */
  ServerSocketChannel substitute(BoundAddress before, Deadline deadline)
      throws IOException, InterruptedException;

  /**
   * Starts the stopped connector, after a restore where today's settings say, or else where it was.
   *
   * @throws java.net.BindException if the address is not to be had
   */
  void start(BoundAddress before, RestoreContext context) throws Exception;

  /** Returns the connector as an error names it. */
  default String label() {
    String name = connector().getName();
    return "connector " + (name == null ? connector().getDefaultProtocol() : name);
  }
}

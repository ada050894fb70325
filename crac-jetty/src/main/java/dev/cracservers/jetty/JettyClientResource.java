// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.RestoreContext;
import org.eclipse.jetty.util.component.Container;

/**
 * Takes a client of Jetty, such as {@code HttpClient}, through a checkpoint: CLOSE closes its
 * selectors and connections, REOPEN makes new selectors. The client stays started, with its
 * authentication, cookies and listeners. A request that is on its way in CLOSE fails: register this
 * before the server whose handlers use the client, so that it is closed after that has drained.
 *
 * <p>A client that is a bean of a server is looked after by {@link JettyServerResource#of(
 * org.eclipse.jetty.server.Server)} already.
 */
public final class JettyClientResource implements CheckpointResource {
  private final String name;
  private final Clients clients;

  private JettyClientResource(String name, Container client) {
    this.name = name;
    this.clients = new Clients(client);
  }

  /**
   * Takes a client through checkpoints.
   *
   * @param name the name for reports and errors
   * @param client an {@code HttpClient}, {@code HTTP2Client} or {@code WebSocketClient}
   */
  public static JettyClientResource of(String name, Container client) {
    return new JettyClientResource(name, client);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void close(Deadline deadline) throws Exception {
    clients.close();
  }

  @Override
  public void reopen(RestoreContext context) throws Exception {
    clients.reopen();
  }
}

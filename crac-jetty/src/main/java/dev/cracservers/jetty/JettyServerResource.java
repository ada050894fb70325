// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.Phase;
import dev.cracservers.core.RestoreContext;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;

/**
 * Takes the connectors of a Jetty server through a checkpoint. The server, its thread pool,
 * scheduler and handlers stay started and warm.
 *
 * <ul>
 *   <li>DRAIN stops listening, lets the requests in flight finish, those of which only a part has
 *       arrived included, and closes connections on which nothing goes on. Responses ask the client
 *       to close its kept-alive connection. Counts {@code finished} requests, {@code left} ones,
 *       {@code idleClosed} connections and {@code keepAliveEnded} ones.
 *   <li>CLOSE stops the connectors; none of their descriptors is open then. Counts the requests it
 *       {@code cut}.
 *   <li>REBIND listens again: at the same port, also where the connector was configured with port
 *       0, or after a restore at what {@code jetty.http.port} and {@code jetty.http.host} say. In
 *       the names of these settings the name of the connector stands for {@code http} if it has
 *       one. A port that is taken is tried again until the deadline.
 * </ul>
 *
 * <p>When a drain is undone, requests in flight go on and new connections are accepted at once, but
 * {@code isOpen()} of the connector says no until its next drain or restart.
 *
 * <p>Make it before or after the server is started. Connectors that are added to the server later
 * are included from the next drain on; those that are not started are passed by. Only for
 * connectors of type {@link ServerConnector} with HTTP/1 in plain text: others are refused with an
 * {@link IllegalArgumentException} when this is made, or else by the drain.
 *
 * <p>Relies on Jetty 12.1: {@code ServerConnector}, {@code SelectorManager} and {@code
 * HttpConnection} of 12.1.12 were read for it.
 */
public final class JettyServerResource implements CheckpointResource {
  private final String name;
  private final Connectors connectors;
  private @Nullable DrainWatch watch;
  private long cut;

  private JettyServerResource(String name, Connectors connectors) {
    this.name = name;
    this.connectors = connectors;
    connectors.update();
  }

  /** Takes all connectors of a server through checkpoints. */
  public static JettyServerResource of(Server server) {
    return new JettyServerResource(
        "jetty", new Connectors(server::getConnectors, new DistinctSettings()));
  }

  /** Takes one connector of a server through checkpoints. */
  public static JettyServerResource of(ServerConnector connector) {
    return builder(connector).build();
  }

  /** Returns what {@link #of(ServerConnector)} builds with, to be changed. */
  public static Builder builder(ServerConnector connector) {
    return new Builder(connector);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public CompletionStage<?> drain(Deadline deadline) throws Exception {
    cut = 0;
    connectors.update();
    connectors.inFlight().reset();
    connectors.stopAccepting(deadline);
    // Not before: a client that is told to go would come back to a listener that is about to close.
    connectors.inFlight().startDraining();
    DrainWatch started = DrainWatch.start(name, connectors::lookUntilEmpty, deadline);
    watch = started;
    return started.empty();
  }

  @Override
  public void close(Deadline deadline) throws Exception {
    endWatch();
    cut = connectors.left();
    connectors.close(deadline);
  }

  @Override
  public void rebind(RestoreContext context) throws Exception {
    endWatch();
    connectors.inFlight().stopDraining();
    connectors.rebind(context);
  }

  @Override
  public Map<String, Long> counts(Phase phase) {
    return switch (phase) {
      case DRAIN ->
          Map.of(
              "finished", connectors.inFlight().finished(),
              "left", connectors.left(),
              "idleClosed", connectors.idleClosed(),
              "keepAliveEnded", connectors.inFlight().keepAliveEnded());
      case CLOSE -> Map.of("cut", cut);
      default -> Map.of();
    };
  }

  private void endWatch() throws InterruptedException {
    if (watch != null) {
      watch.end();
      watch = null;
    }
  }

  /** Says how the resource of one connector differs from the usual one. For one thread. */
  public static final class Builder {
    private final ServerConnector connector;
    private String name = "jetty";
    private RebindAddress rebindAddress;

    private Builder(ServerConnector connector) {
      this.connector = connector;
      this.rebindAddress = RebindAddress.fromSettings(RebindAddress.prefix(connector));
    }

    /** Sets the name for reports and errors, {@code jetty} if it is not set. */
    public Builder name(String value) {
      name = value;
      return this;
    }

    /** Takes host and port from the settings {@code <prefix>.host} and {@code <prefix>.port}. */
    public Builder settings(String prefix) {
      rebindAddress = RebindAddress.fromSettings(prefix);
      return this;
    }

    /** Takes the port after a restore from the function; 0 is any free one, empty the old one. */
    public Builder port(Function<RestoreContext, Optional<Integer>> function) {
      rebindAddress = rebindAddress.withPort(function);
      return this;
    }

    /**
     * Takes the host after a restore from the function; blank is all of them, empty the old one.
     */
    public Builder host(Function<RestoreContext, Optional<String>> function) {
      rebindAddress = rebindAddress.withHost(function);
      return this;
    }

    /**
     * Makes the resource.
     *
     * @throws IllegalArgumentException if the connector cannot go through a checkpoint
     */
    public JettyServerResource build() {
      RebindAddress address = rebindAddress;
      return new JettyServerResource(
          name, new Connectors(() -> new Connector[] {connector}, only -> address));
    }
  }
}

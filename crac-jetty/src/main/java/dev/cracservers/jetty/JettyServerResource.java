// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.Phase;
import dev.cracservers.core.RestoreContext;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/**
 * Takes the connectors of a Jetty server through a checkpoint: HTTP/1.1, HTTP/2 and WebSockets, in
 * plain text or TLS, over TCP or unix sockets. The server, its thread pool, scheduler and handlers
 * stay started and warm.
 *
 * <ul>
 *   <li>DRAIN stops listening, calls what {@link Builder#onDraining} was given, and lets the
 *       requests in flight finish, those of which only a part has arrived included. Responses of
 *       HTTP/1 ask the client to close its kept-alive connection, clients of HTTP/2 get a GOAWAY,
 *       WebSockets a close with status 1012. Counts {@code finished} requests, {@code left} ones,
 *       {@code keepAliveEnded} and {@code idleClosed} connections, {@code goAways} and {@code
 *       webSocketsClosed}.
 *   <li>CLOSE stops the connectors, and the beans of the server that have descriptors of their own:
 *       request logs, clients, the ports of remote JMX and of {@code ShutdownService}. None of
 *       their descriptors is open then, and no private key, TLS session or ticket key is reachable.
 *       Counts the requests it {@code cut}.
 *   <li>REOPEN opens request logs and clients again, reads the key stores as they are then, and
 *       after a restore gives HTTP sessions a new source of ids.
 *   <li>REBIND listens again: at the same port, also where the connector was configured with port
 *       0, or after a restore at what {@code jetty.http.port} and {@code jetty.http.host} say. A
 *       connector with TLS has {@code ssl} in place of {@code http}, one on a unix socket {@code
 *       jetty.unixdomain.path}, and one with a name that name. A port that is taken is tried again
 *       until the deadline. Scanners of the deployer and of key stores are at rest from DRAIN to
 *       here.
 * </ul>
 *
 * <p>When a drain is undone, requests in flight go on and new connections are accepted at once, but
 * {@code isOpen()} of the connector says no until its next drain or restart. WebSockets and
 * connections of HTTP/2 that were told to go do so.
 *
 * <p>Make it before or after the server is started. Connectors that are added to the server later
 * are included from the next drain on; those that are not started are passed by. Connectors of
 * another kind, such as QUIC, are refused with an {@link IllegalArgumentException} when this is
 * made, or else by the drain.
 *
 * <p>Relies on Jetty 12.1, whose version 12.1.12 was read for it, and works with 12.0 but for
 * WebSockets, which count as load there.
 */
public final class JettyServerResource implements CheckpointResource {
  private final String name;
  private final Runnable onDraining;
  private final Connectors connectors;
  private final KeyMaterial keys;
  private final @Nullable Server server;
  private final Optional<Clients> clients;
  private final Optional<ServerBeans> beans;
  private @Nullable DrainWatch watch;
  private long cut;

  private JettyServerResource(Builder builder) {
    name = builder.name;
    onDraining = builder.onDraining;
    connectors = new Connectors(builder.source, builder.addresses);
    keys = new KeyMaterial(builder.keyMaterial);
    server = builder.server;
    clients = Optional.ofNullable(server).map(Clients::new);
    beans = Optional.ofNullable(server).map(ServerBeans::new);
    connectors.update();
  }

  /** Takes all connectors of a server, and its beans that have descriptors, through checkpoints. */
  public static JettyServerResource of(Server server) {
    return builder(server).build();
  }

  /** Takes one connector of a server through checkpoints, and nothing else. */
  public static JettyServerResource of(Connector connector) {
    return builder(connector).build();
  }

  /** Returns what {@link #of(Server)} builds with, to be changed. */
  public static Builder builder(Server server) {
    return new Builder(server, server::getConnectors, new DistinctSettings(), null);
  }

  /** Returns what {@link #of(Connector)} builds with, to be changed. */
  public static Builder builder(Connector connector) {
    RebindAddress address = RebindAddress.fromSettings(connector, RebindAddress.prefix(connector));
    return new Builder(null, () -> new Connector[] {connector}, only -> address, connector);
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
    onDraining.run();
    if (beans.isPresent()) {
      beans.get().stopScanners();
    }
    DrainWatch started = DrainWatch.start(name, connectors::lookUntilEmpty, deadline);
    watch = started;
    return started.empty();
  }

  @Override
  public void close(Deadline deadline) throws Exception {
    endWatch();
    cut = connectors.left();
    keys.remember(connectors.all());
    connectors.close(deadline);
    keys.drop();
    if (clients.isPresent()) {
      clients.get().close();
    }
    // Last, for request logs are written to when a request is over.
    if (beans.isPresent()) {
      beans.get().close(deadline);
    }
  }

  @Override
  public void reopen(RestoreContext context) throws Exception {
    if (beans.isPresent()) {
      beans.get().reopen();
    }
    if (clients.isPresent()) {
      clients.get().reopen();
    }
    keys.load(context);
    if (server != null && context.isRestored() && OptionalModule.SESSION.isPresent()) {
      SessionIds.renew(server);
    }
  }

  @Override
  public void rebind(RestoreContext context) throws Exception {
    endWatch();
    connectors.inFlight().stopDraining();
    connectors.rebind(context);
    if (beans.isPresent()) {
      beans.get().rebind();
    }
  }

  @Override
  public Map<String, Long> counts(Phase phase) {
    return switch (phase) {
      case DRAIN -> drained();
      case CLOSE -> Map.of("cut", cut);
      default -> Map.of();
    };
  }

  private Map<String, Long> drained() {
    Map<String, Long> counts = new HashMap<>(connectors.ended());
    counts.put("finished", connectors.inFlight().finished());
    counts.put("left", connectors.left());
    counts.put("keepAliveEnded", connectors.inFlight().keepAliveEnded());
    return counts;
  }

  private void endWatch() throws InterruptedException {
    if (watch != null) {
      watch.end();
      watch = null;
    }
  }

  /** Says how a resource differs from the usual one. For one thread. */
  public static final class Builder {
    private final @Nullable Server server;
    private final Supplier<Connector[]> source;
    private final @Nullable Connector connector;
    private AddressSource addresses;
    private String name = "jetty";
    private Runnable onDraining = () -> {};
    private @Nullable BiConsumer<SslContextFactory, RestoreContext> keyMaterial;

    private Builder(
        @Nullable Server server,
        Supplier<Connector[]> source,
        AddressSource addresses,
        @Nullable Connector connector) {
      this.server = server;
      this.source = source;
      this.addresses = addresses;
      this.connector = connector;
    }

    /** Sets the name for reports and errors, {@code jetty} if it is not set. */
    public Builder name(String value) {
      name = value;
      return this;
    }

    /**
     * Sets what ends load that does not end by itself, such as streams of server-sent events and
     * long polls. Called in each DRAIN when no connection is accepted any more; what it throws
     * prevents the checkpoint.
     */
    public Builder onDraining(Runnable action) {
      onDraining = action;
      return this;
    }

    /**
     * Sets where the password of the key stores comes from. It is dropped in CLOSE, with a password
     * of the key itself, and asked for in REOPEN.
     */
    public Builder keyStorePassword(Supplier<String> password) {
      return keyMaterial((factory, context) -> factory.setKeyStorePassword(password.get()));
    }

    /**
     * Sets what hands keys over again. In CLOSE each factory loses the passwords of key store and
     * key, and a {@code KeyStore} or {@code SSLContext} it was given as an object; in REOPEN the
     * action gives it what it needs before it is started, which may be other than before.
     */
    public Builder keyMaterial(BiConsumer<SslContextFactory, RestoreContext> action) {
      keyMaterial = action;
      return this;
    }

    /**
     * Takes host and port from the settings {@code <prefix>.host} and {@code <prefix>.port}, or the
     * path of a unix socket from {@code <prefix>.path}.
     *
     * @throws IllegalStateException if this is for a server, whose connectors differ
     */
    public Builder settings(String prefix) {
      return addressed(RebindAddress.fromSettings(onlyConnector(), prefix));
    }

    /**
     * Takes the port after a restore from the function; 0 is any free one, empty the old one.
     *
     * @throws IllegalStateException if this is for a server, whose connectors differ
     */
    public Builder port(Function<RestoreContext, Optional<Integer>> function) {
      return addressed(addresses.of(onlyConnector()).withPort(function));
    }

    /**
     * Takes the host after a restore from the function; blank is all of them, empty the old one.
     *
     * @throws IllegalStateException if this is for a server, whose connectors differ
     */
    public Builder host(Function<RestoreContext, Optional<String>> function) {
      return addressed(addresses.of(onlyConnector()).withHost(function));
    }

    /**
     * Makes the resource.
     *
     * @throws IllegalArgumentException if a connector cannot go through a checkpoint
     */
    public JettyServerResource build() {
      return new JettyServerResource(this);
    }

    private Builder addressed(RebindAddress address) {
      addresses = only -> address;
      return this;
    }

    private Connector onlyConnector() {
      if (connector == null) {
        throw new IllegalStateException(
            "a server may have several connectors: use builder(connector) to say where one listens,"
                + " or the settings that its name stands in");
      }
      return connector;
    }
  }
}

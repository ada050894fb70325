// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.Phase;
import dev.cracservers.core.RestoreContext;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/**
 * An {@link HttpServer} of Reactor Netty that goes through checkpoints: it drains, closes and
 * listens again as {@link NettyServerResource} does, with the same counts and settings.
 *
 * <ol>
 *   <li>{@link #of}, for a server on event loops of its own; {@link #sharing}, for one on those of
 *       {@link ReactorHttpResources} or of the application; {@link #startedBy} and {@link #watch},
 *       for one that something else starts;
 *   <li>{@link #start}, before or after it is registered with a coordinator;
 *   <li>cycles, as often as wanted, by the coordinator;
 *   <li>{@link #stop}.
 * </ol>
 *
 * <p>Its methods may be called by any thread but those of its event loops, which they wait for.
 */
public final class ReactorServerResource implements CheckpointResource {
  private final String name;
  private final EventLoops loops;
  private final Runnable closed;
  private final ReactorServer server;
  private final ServerSockets sockets;
  private final ServerCycle cycle;

  private ReactorServerResource(
      String name,
      InetSocketAddress address,
      @Nullable Supplier<? extends EventLoopGroup> ownLoops,
      Runnable closed) {
    this.name = name;
    this.closed = closed;
    Drain drain = new Drain();
    Connections connections = new Connections(drain, null);
    this.server = new ReactorServer(connections, this::adopt);
    this.loops =
        ownLoops == null
            ? new EventLoops(false, server::acceptors, server::workers)
            : new EventLoops(true, ownLoops, null);
    this.sockets = ServerSockets.at(List.of(address), name, loops, server, connections);
    this.cycle = new ServerCycle(drain, sockets);
  }

  /**
   * A server on event loops of its own, as Reactor Netty makes them.
   *
   * @param name its name in reports and errors, and the prefix of its settings
   * @param server where it listens at first, and what it answers; not started
   */
  public static ReactorServerResource of(String name, HttpServer server) {
    boolean nativeOnes = server.configuration().isPreferNative();
    return of(name, server, () -> LoopResources.create(name).onServer(nativeOnes));
  }

  /**
   * A server on event loops of its own.
   *
   * @param loops builds them; they end in CLOSE and are built anew
   */
  public static ReactorServerResource of(
      String name, HttpServer server, Supplier<? extends EventLoopGroup> loops) {
    ReactorServerResource resource =
        new ReactorServerResource(name, addressOf(name, server), loops, () -> {});
    return resource.starting(server.runOn(preferNative -> resource.loops.acceptors()));
  }

  /**
   * A server on the event loops that it was given, or on Reactor Netty's own. They run on, unless
   * somebody else ends them: {@link ReactorHttpResources}, for instance, which is to be registered
   * before.
   */
  public static ReactorServerResource sharing(String name, HttpServer server) {
    return new ReactorServerResource(name, addressOf(name, server), null, () -> {})
        .starting(server);
  }

  /**
   * A server that something else makes and starts, for instance a framework, from what {@link
   * #watch} returns, on event loops that somebody else ends.
   *
   * @param start starts it; called in REBIND. If it returns, the server listens.
   * @param stop tells its owner that it was stopped; called in CLOSE and before each start, when
   *     none of its sockets listens
   */
  public static ReactorServerResource startedBy(String name, Runnable start, Runnable stop) {
    ReactorServerResource resource =
        new ReactorServerResource(name, new InetSocketAddress(0), null, stop);
    resource.server.startBy(
        within -> {
          stop.run();
          start.run();
          resource.loops.learn();
        });
    return resource;
  }

  /**
   * Takes the address after a restore from functions instead of the settings; to be called before
   * it is registered with a coordinator.
   *
   * @param port returns the port, 0 for any free one, empty for the old one
   * @param host returns the host, blank for all of them, empty for the old one
   * @param advice says in errors what to do about a port that is taken
   */
  public ReactorServerResource rebindAt(
      Function<RestoreContext, Optional<Integer>> port,
      Function<RestoreContext, Optional<String>> host,
      String advice) {
    sockets.listeners().get(0).rebindAt(new RebindAddress(port, host, advice, PortOwner.TCP));
    return this;
  }

  /** Returns a server that this resource knows all of, once it is started. */
  public HttpServer watch(HttpServer unwatched) {
    return server.watch(unwatched);
  }

  /**
   * Listens, if it does not yet.
   *
   * @throws IOException if the address could not be bound within 10 s
   */
  public void start() throws IOException, InterruptedException {
    cycle.start();
  }

  /**
   * Stops listening, closes all connections and ends the event loops that it has made.
   *
   * @throws IOException if a socket is open after 10 s
   * @throws IllegalStateException if an event loop has not come round, or ended, within 10 s
   */
  public void stop() throws IOException, InterruptedException {
    cycle.stop();
    closed.run();
  }

  /** Returns where it listens, or did when it last listened. */
  public InetSocketAddress address() {
    return sockets.addresses().get(0);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public CompletionStage<?> drain(Deadline deadline) throws Exception {
    return cycle.drain(deadline);
  }

  @Override
  public void close(Deadline deadline) throws Exception {
    cycle.close(deadline);
    closed.run();
  }

  @Override
  public void rebind(RestoreContext context) throws Exception {
    cycle.rebind(context);
  }

  @Override
  public Map<String, Long> counts(Phase phase) {
    return cycle.counts(phase);
  }

  private ReactorServerResource starting(HttpServer unwatched) {
    HttpServer watched = watch(unwatched);
    server.startBy(
        within -> {
          watched.bindNow(within);
          loops.learn();
        });
    return this;
  }

  private void adopt(Channel channel) {
    loops.learn();
    cycle.adopt(channel);
  }

  private static InetSocketAddress addressOf(String name, HttpServer server) {
    Supplier<? extends SocketAddress> source = server.configuration().bindAddress();
    SocketAddress address = source == null ? new InetSocketAddress(0) : source.get();
    if (!(address instanceof InetSocketAddress inet)) {
      throw new IllegalArgumentException(
          name + " listens at " + address + ", but only internet addresses are looked after");
    }
    return inet.isUnresolved() ? new InetSocketAddress(inet.getHostString(), inet.getPort()) : inet;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.Phase;
import dev.cracservers.core.RestoreContext;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A server on Netty that goes through checkpoints. Called in this order:
 *
 * <ol>
 *   <li>{@link #builder}, to say how it is made, and {@link Builder#build};
 *   <li>{@link #start}, before or after it is registered with a coordinator;
 *   <li>cycles, as often as wanted, by the coordinator;
 *   <li>{@link #stop}.
 * </ol>
 *
 * <ul>
 *   <li>DRAIN stops listening and ends each connection as its protocol wants it, once nothing is
 *       under way on it. HTTP/1.1: half-received and pipelined requests are answered, the last one
 *       with {@code Connection: close}; an idle connection is closed after 50 ms. HTTP/2: streams
 *       that were opened before the client knew are answered. WebSocket: closed with status 1012.
 *       Any other: see {@link Builder#goodbye}. Counts {@code finished} requests and streams,
 *       {@code left} ones and {@code idleClosed} connections.
 *   <li>CLOSE cuts what is left, which is nothing unless the checkpoint is forced, and ends the
 *       event loops that it had made. None of the descriptors is open then; event loops that belong
 *       to the application keep theirs. Counts the requests it {@code cut}.
 *   <li>REBIND listens again: at the same port, also where it was made with port 0, or after a
 *       restore at what {@code <name>.port} and {@code <name>.host} say. A port that is taken is
 *       tried again until the deadline.
 * </ul>
 *
 * <p>When a drain is undone, requests in flight go on and new connections are accepted at once. A
 * connection whose client was told that it ends, which HTTP/2 and WebSocket do, ends nevertheless.
 *
 * <p>Its methods may be called by any thread but those of its event loops, which they wait for.
 *
 * <p>Relies on Netty 4.2: {@code ByteToMessageDecoder}, {@code HttpServerCodec}, {@code
 * Http2ConnectionHandler} and {@code ServerBootstrap} of 4.2.18 were read for it.
 */
public final class NettyServerResource implements CheckpointResource {
  private final String name;
  private final ServerSockets sockets;
  private final ServerCycle cycle;

  /** Says how the server is set up on its event loops. */
  @FunctionalInterface
  public interface BootstrapFactory {
    /**
     * Makes a bootstrap with its groups, channel type, options and child handler; it is bound by
     * the caller. Called anew each time the server is to listen.
     *
     * @param acceptors the group for the channel that listens
     * @param workers the group for accepted channels; the same one if only one was given
     */
    ServerBootstrap create(EventLoopGroup acceptors, EventLoopGroup workers);
  }

  private NettyServerResource(Builder builder, EventLoops loops, BootstrapFactory factory) {
    this.name = builder.name;
    Drain drain = new Drain();
    Connections connections = new Connections(drain, builder.goodbye);
    this.sockets =
        ServerSockets.at(
            builder.addresses,
            name,
            loops,
            new Bootstraps(name, loops, factory, connections),
            connections);
    this.cycle = new ServerCycle(drain, sockets);
  }

  /**
   * Begins to describe a server.
   *
   * @param name its name in reports and errors, and the prefix of its settings: {@code netty.http}
   *     listens at {@code netty.http.port} after a restore
   */
  public static Builder builder(String name) {
    return new Builder(name);
  }

  /**
   * Listens, if it does not yet.
   *
   * @throws IOException if the address could not be bound within 10 s
   * @throws IllegalStateException if the event loops belong to the application and cannot go into
   *     an image
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
  }

  /** Returns where it listens, or did when it last listened; of several addresses the first. */
  public InetSocketAddress address() {
    return sockets.addresses().get(0);
  }

  /** Returns where it listens, or did when it last listened, in the order of {@code bind}. */
  public List<InetSocketAddress> addresses() {
    return sockets.addresses();
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
  }

  @Override
  public void rebind(RestoreContext context) throws Exception {
    cycle.rebind(context);
  }

  @Override
  public Map<String, Long> counts(Phase phase) {
    return cycle.counts(phase);
  }

  /** Describes a server. For one thread. */
  public static final class Builder {
    private final String name;
    private List<InetSocketAddress> addresses = List.of();
    private @Nullable EventLoops loops;
    private @Nullable BootstrapFactory factory;
    private @Nullable Consumer<Channel> goodbye;

    private Builder(String name) {
      this.name = name;
    }

    /**
     * Listens there at first; port 0 is any free one, which is then kept.
     *
     * @param more are further addresses of the same server; the settings of the second begin with
     *     {@code <name>.2}, and so on
     */
    public Builder bind(InetSocketAddress first, InetSocketAddress... more) {
      addresses = Stream.concat(Stream.of(first), Stream.of(more)).toList();
      return this;
    }

    /** Builds its event loops, one group for all; they end in CLOSE and are built anew. */
    public Builder eventLoops(Supplier<? extends EventLoopGroup> group) {
      loops = new EventLoops(true, group, null);
      return this;
    }

    /** Builds its event loops; they end in CLOSE and are built anew. */
    public Builder eventLoops(
        Supplier<? extends EventLoopGroup> acceptors, Supplier<? extends EventLoopGroup> workers) {
      loops = new EventLoops(true, acceptors, workers);
      return this;
    }

    /** Uses event loops of the application, which it never ends: they run on, also in the image. */
    public Builder sharedEventLoops(EventLoopGroup acceptors, EventLoopGroup workers) {
      loops = new EventLoops(false, () -> acceptors, () -> workers);
      return this;
    }

    /** Sets up the server on its event loops. */
    public Builder bootstrap(BootstrapFactory value) {
      factory = value;
      return this;
    }

    /**
     * Ends connections whose protocol is not known here, when a drain begins.
     *
     * @param value is called on the event loop of each such connection; it says goodbye as the
     *     protocol wants it, and closes the channel then or later. What it throws fails the drain.
     */
    public Builder goodbye(Consumer<Channel> value) {
      goodbye = value;
      return this;
    }

    /**
     * Makes the resource.
     *
     * @throws NullPointerException if the address, the event loops or the bootstrap is missing
     */
    public NettyServerResource build() {
      if (addresses.isEmpty()) {
        throw new NullPointerException("address");
      }
      return new NettyServerResource(
          this,
          Objects.requireNonNull(loops, "event loops"),
          Objects.requireNonNull(factory, "bootstrap"));
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.Phase;
import dev.cracservers.core.RestoreContext;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A client on Netty, with whatever it holds: bootstrap, channel pools, DNS resolver, timers of its
 * event loops. It is made anew in each cycle, so ask for it by {@link #client()} each time.
 *
 * <ul>
 *   <li>CLOSE closes the client and what it has left open, and ends the event loops that it made.
 *       On return none of their descriptors is open, DNS sockets included. Counts {@code closed}
 *       channels.
 *   <li>REOPEN makes event loops and client anew. Nothing is remembered: no connection, no answer
 *       of a DNS server, no timer.
 * </ul>
 *
 * <p>Requests under way are finished by DRAIN of the servers that made them. Thread-safe, but
 * {@link #start} and {@link #stop} must not be called by one of its event loops.
 *
 * @param <C> the type of the client
 */
public final class NettyClientResource<C> implements CheckpointResource {
  private static final Duration START_OR_STOP = Duration.ofSeconds(10);

  private final String name;
  private final EventLoops loops;
  private final ClientFactory<C> factory;
  private final ClientClose<? super C> closing;
  private final ChannelGroup channels =
      new DefaultChannelGroup("crac", ImmediateEventExecutor.INSTANCE);
  private volatile @Nullable C current;
  private boolean started;
  private volatile long closed;

  /** Makes a client. */
  @FunctionalInterface
  public interface ClientFactory<C> {
    /**
     * Makes it; called by {@link #start} and in each REOPEN.
     *
     * @param loops the event loops for all that it opens
     * @param opened to be told of each channel that it opens, for instance in {@code initChannel}
     *     or {@code channelCreated}; only needed on shared event loops
     */
    C create(EventLoopGroup loops, Consumer<Channel> opened) throws Exception;
  }

  /** Closes a client. */
  @FunctionalInterface
  public interface ClientClose<C> {
    /** Closes its pools and resolvers; its channels are closed afterwards. */
    void close(C client) throws Exception;
  }

  private NettyClientResource(
      String name, EventLoops loops, ClientFactory<C> factory, ClientClose<? super C> closing) {
    this.name = name;
    this.loops = loops;
    this.factory = factory;
    this.closing = closing;
  }

  /**
   * A client on event loops of its own, which end in CLOSE.
   *
   * @param name its name in reports and errors
   */
  public static <C> NettyClientResource<C> of(
      String name,
      Supplier<? extends EventLoopGroup> loops,
      ClientFactory<C> factory,
      ClientClose<? super C> closing) {
    return new NettyClientResource<>(name, new EventLoops(true, loops, null), factory, closing);
  }

  /**
   * A client on event loops of the application, which run on: the factory has to tell of each
   * channel.
   *
   * @param name its name in reports and errors
   */
  public static <C> NettyClientResource<C> sharing(
      String name, EventLoopGroup loops, ClientFactory<C> factory, ClientClose<? super C> closing) {
    return new NettyClientResource<>(
        name, new EventLoops(false, () -> loops, null), factory, closing);
  }

  /**
   * Makes the client, if there is none yet.
   *
   * @throws Exception what the factory throws
   */
  public synchronized NettyClientResource<C> start() throws Exception {
    if (!started) {
      open();
      started = true;
    }
    return this;
  }

  /** Closes the client and ends the event loops that it has made, within 10 s. */
  public synchronized void stop() throws Exception {
    started = false;
    close(Deadline.after(START_OR_STOP));
  }

  /**
   * Returns the client as it is now.
   *
   * @throws IllegalStateException before {@link #start}, after {@link #stop}, and between CLOSE and
   *     REOPEN
   */
  public C client() {
    C open = current;
    if (open == null) {
      throw new IllegalStateException(
          name + " is closed, for a checkpoint or for good; start() opens it");
    }
    return open;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public synchronized void close(Deadline deadline) throws Exception {
    C open = current;
    current = null;
    try {
      if (open != null) {
        closing.close(open);
      }
    } finally {
      closed = channels.size();
      // A channel may be connected by the time its loop comes round.
      while (!channels.isEmpty() && !deadline.isExpired()) {
        channels.close().await(Math.max(1, deadline.remaining().toMillis()));
        loops.awaitRound(deadline);
      }
      loops.awaitRound(deadline);
      loops.close(deadline);
    }
    if (!channels.isEmpty()) {
      throw new IllegalStateException(
          "%s could not close %d channels within %d ms: %s"
              .formatted(name, channels.size(), deadline.elapsed().toMillis(), channels));
    }
  }

  @Override
  public synchronized void reopen(RestoreContext context) throws Exception {
    if (started && current == null) {
      open();
    }
  }

  @Override
  public Map<String, Long> counts(Phase phase) {
    return phase == Phase.CLOSE ? Map.of("closed", closed) : Map.of();
  }

  private void open() throws Exception {
    current = factory.create(loops.acceptors(), channels::add);
  }
}

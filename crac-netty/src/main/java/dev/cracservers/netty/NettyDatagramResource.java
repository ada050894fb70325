// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.RestoreContext;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A UDP socket on Netty that is closed for a checkpoint and bound again.
 *
 * <ul>
 *   <li>DRAIN stops reading: what arrives waits in the kernel, and is lost with the socket. What
 *       was read before can be answered until CLOSE.
 *   <li>CLOSE closes the socket and ends the event loop; on return neither has a descriptor.
 *   <li>REBIND binds again, at the same port or at what {@code <name>.port} and {@code <name>.host}
 *       say. A port that is taken is tried again until the deadline. An undo reads again.
 * </ul>
 *
 * <p>Its methods may be called by any thread but its event loop, which they wait for.
 */
public final class NettyDatagramResource implements CheckpointResource {
  private static final Duration START_OR_STOP = Duration.ofSeconds(10);

  private final String name;
  private final EventLoops loops;
  private final Function<EventLoopGroup, Bootstrap> factory;
  private final RebindAddress rebindAddress;
  private volatile InetSocketAddress address;
  private @Nullable Channel channel;
  private @Nullable Throwable failure;
  private boolean started;

  private NettyDatagramResource(
      String name,
      InetSocketAddress address,
      EventLoops loops,
      Function<EventLoopGroup, Bootstrap> factory) {
    this.name = name;
    this.address = address;
    this.loops = loops;
    this.factory = factory;
    this.rebindAddress = RebindAddress.fromSettings(name, PortOwner.UDP);
  }

  /**
   * Describes a socket.
   *
   * @param name its name in reports and errors, and the prefix of its settings
   * @param address where it is bound at first; port 0 is any free one, which is then kept
   * @param loops builds its event loop, which ends in CLOSE and is built anew
   * @param factory makes a bootstrap with its group, channel type and handler, anew for each bind
   */
  public static NettyDatagramResource of(
      String name,
      InetSocketAddress address,
      Supplier<? extends EventLoopGroup> loops,
      Function<EventLoopGroup, Bootstrap> factory) {
    return new NettyDatagramResource(name, address, new EventLoops(true, loops, null), factory);
  }

  /**
   * Binds, if it is not bound yet.
   *
   * @throws IOException if the address could not be bound within 10 s
   */
  public synchronized void start() throws IOException, InterruptedException {
    if (!started) {
      bind(address, Deadline.after(START_OR_STOP));
      started = true;
    }
  }

  /** Closes the socket and ends its event loop, within 10 s. */
  public synchronized void stop() throws IOException, InterruptedException {
    started = false;
    close(Deadline.after(START_OR_STOP));
  }

  /** Returns where it is bound, or was last. */
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public synchronized CompletionStage<?> drain(Deadline deadline) throws Exception {
    Channel bound = channel;
    if (bound != null) {
      bound.config().setAutoRead(false);
      loops.awaitRound(deadline);
    }
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public synchronized void close(Deadline deadline) throws IOException, InterruptedException {
    Channel bound = channel;
    if (bound == null) {
      return;
    }
    if (!bound.close().await(Math.max(1, deadline.remaining().toMillis()))) {
      throw new IOException(
          "%s could not close its socket at %s within %d ms"
              .formatted(name, address, deadline.elapsed().toMillis()));
    }
    loops.awaitRound(deadline);
    loops.close(deadline);
    channel = null;
  }

  @Override
  public synchronized void rebind(RestoreContext context) throws Exception {
    Channel bound = channel;
    if (bound != null && bound.isOpen()) {
      bound.config().setAutoRead(true);
    } else if (started) {
      bind(rebindAddress.after(address, context), context.deadline());
    }
  }

  private void bind(InetSocketAddress wanted, Deadline deadline)
      throws IOException, InterruptedException {
    if (!deadline.await(() -> attempt(wanted, deadline)) || channel == null) {
      BindException late =
          new BindException(
              "%s could not bind udp %s:%d within %d ms: %s. %s"
                  .formatted(
                      name,
                      wanted.getHostString(),
                      wanted.getPort(),
                      deadline.elapsed().toMillis(),
                      failure == null ? "no time was left" : failure.getMessage(),
                      rebindAddress.remedy(wanted)));
      late.initCause(failure);
      throw late;
    }
  }

  private boolean attempt(InetSocketAddress wanted, Deadline deadline) {
    ChannelFuture bound = factory.apply(loops.acceptors()).bind(wanted);
    if (!bound.awaitUninterruptibly(Math.max(1, deadline.remaining().toMillis()))) {
      bound.addListener(ChannelFutureListener.CLOSE);
      failure = new IllegalStateException("its event loop did not answer");
      return true;
    }
    failure = bound.cause();
    if (bound.isSuccess()) {
      channel = bound.channel();
      address = (InetSocketAddress) bound.channel().localAddress();
    }
    return bound.isSuccess() || !(failure instanceof IOException);
  }
}

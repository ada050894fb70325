// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import dev.cracservers.core.Deadline;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The channel that listens, through any number of bindings. For one thread at a time, but for its
 * address.
 */
final class Listener {
  private final String name;
  private @Nullable Channel channel;
  private volatile InetSocketAddress address;
  private @Nullable Throwable failure;
  private int attempts;
  private boolean closing;

  /**
   * @param address where to listen at first
   */
  Listener(String name, InetSocketAddress address) {
    this.name = name;
    this.address = address;
  }

  /** Returns where it listens, or last did, or is going to. */
  InetSocketAddress address() {
    return address;
  }

  boolean isOpen() {
    Channel bound = channel;
    return bound != null && bound.isOpen() && !closing;
  }

  /**
   * Listens, trying until the deadline.
   *
   * @param bootstraps makes a new one for each attempt
   * @param remedy says what to do about a port that is taken, for the error
   * @return the channel that listens
   * @throws IOException if the address could not be bound in time
   */
  Channel open(
      InetSocketAddress wanted,
      Supplier<ServerBootstrap> bootstraps,
      Function<InetSocketAddress, String> remedy,
      Deadline deadline)
      throws IOException, InterruptedException {
    String where = wanted.getHostString() + ":" + wanted.getPort();
    if (wanted.isUnresolved()) {
      throw new IOException(name + " cannot listen on " + where + ": the host is not known");
    }
    attempts = 0;
    failure = null;
    Channel before = channel;
    if (before != null) {
      // It may have been too late to be closed in time.
      before.closeFuture().await(Math.max(1, deadline.remaining().toMillis()));
    }
    channel = null;
    closing = false;
    deadline.await(() -> attempt(wanted, bootstraps, deadline));
    Channel bound = channel;
    if (bound != null && bound.isOpen()) {
      address = (InetSocketAddress) bound.localAddress();
      return bound;
    }
    BindException late =
        new BindException(
            "%s could not bind %s within %d ms, in %d attempts: %s. %s"
                .formatted(
                    name,
                    where,
                    deadline.elapsed().toMillis(),
                    attempts,
                    failure == null ? "no time was left" : failure.getMessage(),
                    remedy.apply(wanted)));
    late.initCause(failure);
    throw late;
  }

  /**
   * Stops listening. On return the kernel no longer listens.
   *
   * @throws IOException if it still does at the deadline
   */
  void close(EventLoops loops, Deadline deadline) throws IOException, InterruptedException {
    Channel bound = channel;
    if (bound == null) {
      return;
    }
    closing = true;
    bound.close().await(Math.max(1, deadline.remaining().toMillis()));
    new SocketRelease(name, address, loops).await(OwnSockets.OwnSocket::isListening, deadline);
    channel = null;
  }

  private boolean attempt(
      InetSocketAddress wanted, Supplier<ServerBootstrap> bootstraps, Deadline deadline) {
    attempts++;
    ChannelFuture bound = bootstraps.get().bind(wanted);
    if (!bound.awaitUninterruptibly(Math.max(1, deadline.remaining().toMillis()))) {
      // It may succeed yet, when nobody asks for it any more.
      bound.addListener(ChannelFutureListener.CLOSE);
      failure = new IllegalStateException("its event loop did not answer");
      return true;
    }
    channel = bound.isSuccess() ? bound.channel() : null;
    failure = bound.cause();
    // Anything else than the operating system's no would be the same the next time.
    return bound.isSuccess() || !(failure instanceof IOException);
  }
}

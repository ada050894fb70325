// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import dev.cracservers.core.Deadline;
import dev.cracservers.core.RestoreContext;
import dev.cracservers.core.sockets.OwnSockets;
import io.netty.channel.Channel;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A channel that listens, through any number of bindings. For one thread at a time, but for its
 * address.
 */
final class Listener {

  /** What to do about a socket that stays open. */
  static final String HOLDERS = "end what still uses these channels";

  private final String name;
  private RebindAddress rebindAddress;
  private @Nullable Channel channel;
  private volatile InetSocketAddress address;
  private @Nullable Throwable failure;
  private int attempts;
  private boolean closing;

  /**
   * @param address where to listen at first
   * @param rebindAddress where to listen after a restore
   */
  Listener(String name, InetSocketAddress address, RebindAddress rebindAddress) {
    this.name = name;
    this.address = address;
    this.rebindAddress = rebindAddress;
  }

  /** Returns where it listens, or last did, or is going to. */
  InetSocketAddress address() {
    return address;
  }

  boolean isOpen() {
    Channel bound = channel;
    return bound != null && bound.isOpen() && !closing;
  }

  /** Listens somewhere else after a restore than was said before. */
  void rebindAt(RebindAddress other) {
    rebindAddress = other;
  }

  /** Has been made to listen by something else. */
  void adopt(Channel bound) {
    channel = bound;
    address = (InetSocketAddress) bound.localAddress();
    closing = false;
  }

  /** Listens where the settings of a restore say, unless it does listen. */
  void reopen(Binding binding, RestoreContext context) throws IOException, InterruptedException {
    if (!isOpen()) {
      open(rebindAddress.after(address, context), binding, context.deadline());
    }
  }

  /**
   * Listens, trying until the deadline.
   *
   * @throws IOException if the address could not be bound in time
   */
  void open(InetSocketAddress wanted, Binding binding, Deadline deadline)
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
    deadline.await(() -> attempt(wanted, binding, deadline));
    Channel bound = channel;
    if (bound != null && bound.isOpen()) {
      address = (InetSocketAddress) bound.localAddress();
      return;
    }
    if (failure instanceof RuntimeException mistake) {
      throw mistake;
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
                    rebindAddress.remedy(wanted)));
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
    OwnSockets.awaitGone(
        name,
        socket -> socket.isListening() && socket.isAt(address),
        HOLDERS,
        deadline,
        loops::awaitRound);
    channel = null;
  }

  private boolean attempt(InetSocketAddress wanted, Binding binding, Deadline deadline) {
    attempts++;
    try {
      channel = binding.bind(wanted, deadline);
      return true;
    } catch (Exception e) {
      Throwable cause = e;
      while (cause != null && !(cause instanceof IOException)) {
        cause = cause.getCause();
      }
      failure = cause == null ? e : cause;
      // Anything else than the operating system's no would be the same the next time.
      return cause == null;
    }
  }
}

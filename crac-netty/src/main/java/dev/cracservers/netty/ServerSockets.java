// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import dev.cracservers.core.Deadline;
import dev.cracservers.netty.NettyServerResource.BootstrapFactory;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Function;

/**
 * All that a server has open: its listener, its connections and its event loops. For one thread at
 * a time, but for its address.
 *
 * @param remedy says who has a port that is taken and what to do about it, for errors
 */
record ServerSockets(
    String name,
    EventLoops loops,
    BootstrapFactory factory,
    Connections connections,
    Listener listener,
    Function<InetSocketAddress, String> remedy) {

  InetSocketAddress address() {
    return listener.address();
  }

  boolean isListening() {
    return listener.isOpen();
  }

  /**
   * Listens, trying until the deadline.
   *
   * @throws IOException if the address could not be bound in time
   * @throws IllegalStateException if the event loops are kept, but cannot go into an image
   */
  void bind(InetSocketAddress address, Deadline deadline) throws IOException, InterruptedException {
    String type = listener.open(address, this::bootstrap, remedy, deadline).getClass().getName();
    if (loops.areRebuilt()) {
      return;
    }
    Optional<String> refused = Transport.cannotBeKept(type, Transport.isCracJdk());
    if (refused.isPresent()) {
      listener.close(loops, deadline);
      throw new IllegalStateException(
          "%s: %s; give it a supplier of event loops, which it ends and builds anew"
              .formatted(name, refused.get()));
    }
  }

  /** Stops listening. On return the kernel no longer listens. */
  void stopListening(Deadline deadline) throws IOException, InterruptedException {
    listener.close(loops, deadline);
  }

  /** Closes all there is. On return no socket is open, nor an event loop that is not kept. */
  void close(Deadline deadline) throws IOException, InterruptedException {
    listener.close(loops, deadline);
    connections.cut();
    new SocketRelease(name, listener.address(), loops).await(socket -> true, deadline);
    loops.close(deadline);
  }

  private ServerBootstrap bootstrap() {
    EventLoopGroup acceptors = loops.acceptors();
    EventLoopGroup workers = loops.workers();
    ServerBootstrap bootstrap = factory.create(acceptors, workers);
    EventLoopGroup used = bootstrap.config().childGroup();
    if (bootstrap.config().group() != acceptors || (used == null ? acceptors : used) != workers) {
      throw new IllegalArgumentException(
          name + ": the bootstrap must use the event loops that its factory was given");
    }
    ChannelHandler child = bootstrap.config().childHandler();
    if (child == null) {
      throw new IllegalArgumentException(name + ": the bootstrap has no child handler");
    }
    return bootstrap.childHandler(new TrackedChild(child, connections));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import dev.cracservers.core.Deadline;
import dev.cracservers.netty.NettyServerResource.BootstrapFactory;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;

/** Listens by a bootstrap that is made anew for each attempt. For one thread at a time. */
record Bootstraps(String name, EventLoops loops, BootstrapFactory factory, Connections connections)
    implements Binding {

  /**
   * @throws IllegalStateException if the event loops are kept, but cannot go into an image
   */
  @Override
  public Channel bind(InetSocketAddress address, Deadline deadline) throws IOException {
    ChannelFuture bound = bootstrap().bind(address);
    if (!bound.awaitUninterruptibly(Math.max(1, deadline.remaining().toMillis()))) {
      // It may succeed yet, when nobody asks for it any more.
      bound.addListener(ChannelFutureListener.CLOSE);
      throw new IOException("its event loop did not answer");
    }
    if (bound.cause() instanceof IOException refused) {
      throw refused;
    }
    if (!bound.isSuccess()) {
      throw new IllegalStateException(name + " cannot bind " + address, bound.cause());
    }
    if (!loops.areRebuilt()) {
      refuseLoopsThatCannotBeKept(bound.channel());
    }
    return bound.channel();
  }

  private void refuseLoopsThatCannotBeKept(Channel bound) {
    Optional<String> refused =
        Transport.cannotBeKept(bound.getClass().getName(), Transport.isCracJdk());
    if (refused.isPresent()) {
      bound.close().awaitUninterruptibly();
      throw new IllegalStateException(
          "%s: %s; give it a supplier of event loops, which it ends and builds anew"
              .formatted(name, refused.get()));
    }
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

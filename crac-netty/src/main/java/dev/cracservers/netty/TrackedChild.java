// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelInitializer;

/** Reports each accepted channel, before and after the application has set up its pipeline. */
@Sharable
final class TrackedChild extends ChannelInitializer<Channel> {
  private final ChannelHandler application;
  private final Connections connections;

  TrackedChild(ChannelHandler application, Connections connections) {
    this.application = application;
    this.connections = connections;
  }

  @Override
  protected void initChannel(Channel channel) {
    connections.accepted(channel);
    channel.pipeline().addLast(application);
    connections.setUp(channel);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Stands at the end of a pipeline without an HTTP/1.1 codec, until one comes. Handlers that set a
 * pipeline up later, such as those of ALPN, do it on an event, before they hand it on.
 */
final class ProtocolWatch extends ChannelInboundHandlerAdapter {
  private final Connections connections;

  ProtocolWatch(Connections connections) {
    this.connections = connections;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (connections.initialized(context.channel())) {
      context.pipeline().remove(this);
    }
    context.fireUserEventTriggered(event);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;

/** A WebSocket: closed by its own handshake, which its client is told the reason of. */
record WebSocketConnection(Channel channel) implements Connection {
  // The listener sees to a failure.
  @SuppressWarnings("FutureReturnValueIgnored")
  @Override
  public void end() {
    channel
        .writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.SERVICE_RESTART))
        .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
  }

  @Override
  public int load() {
    return 1;
  }
}

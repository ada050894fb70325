// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.WebSocketFrameEncoder;
import io.netty.handler.ssl.AbstractSniHandler;
import io.netty.handler.ssl.SslHandler;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells from its pipeline what a connection without an HTTP/1.1 codec speaks. */
final class Protocols {
  private static final boolean HAS_HTTP2 = hasHttp2();

  private final Drain drain;
  private final @Nullable Consumer<Channel> goodbye;

  Protocols(Drain drain, @Nullable Consumer<Channel> goodbye) {
    this.drain = drain;
    this.goodbye = goodbye;
  }

  /**
   * Called on the event loop of the channel, in a drain.
   *
   * @return null if it is not known, or not known yet
   */
  @Nullable Connection of(Channel channel) {
    ChannelPipeline pipeline = channel.pipeline();
    if (HAS_HTTP2) {
      Connection http2 = Http2Connection.of(pipeline, drain);
      if (http2 != null) {
        return http2;
      }
    }
    if (pipeline.get(WebSocketFrameEncoder.class) != null) {
      return new WebSocketConnection(channel);
    }
    if (isInHandshake(pipeline)) {
      return new TlsHandshake(drain, channel);
    }
    return goodbye == null ? null : new OtherConnection(channel, goodbye);
  }

  static boolean isInHandshake(ChannelPipeline pipeline) {
    SslHandler tls = pipeline.get(SslHandler.class);
    return tls == null
        ? pipeline.get(AbstractSniHandler.class) != null
        : !tls.handshakeFuture().isDone();
  }

  /** An application that does not speak HTTP/2 need not have its codec. */
  private static boolean hasHttp2() {
    try {
      Class.forName(
          "io.netty.handler.codec.http2.Http2ConnectionHandler",
          false,
          Protocols.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException notThere) {
      return false;
    }
  }
}

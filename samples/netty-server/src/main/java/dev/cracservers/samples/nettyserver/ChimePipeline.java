// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.nettyserver;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.handler.codec.http.HttpServerUpgradeHandler;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http2.CleartextHttp2ServerUpgradeHandler;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ServerUpgradeCodec;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.util.ReferenceCountUtil;
import java.util.function.Supplier;

/**
 * HTTP/1.1, from which a client may upgrade to WebSocket or HTTP/2, and HTTP/2 of clients that know
 * of it beforehand. For the adapter nothing is needed in here.
 */
final class ChimePipeline extends ChannelInitializer<Channel> {
  private static final int LARGEST_REQUEST = 1 << 16;

  private final Supplier<ChannelHandler> application;

  ChimePipeline(Supplier<ChannelHandler> application) {
    this.application = application;
  }

  @Override
  protected void initChannel(Channel channel) {
    HttpServerCodec codec = new HttpServerCodec();
    HttpServerUpgradeHandler upgrade =
        new HttpServerUpgradeHandler(
            codec,
            protocol ->
                new Http2ServerUpgradeCodec(Http2FrameCodecBuilder.forServer().build(), streams()));
    channel
        .pipeline()
        .addLast(new CleartextHttp2ServerUpgradeHandler(codec, upgrade, new Http2()))
        .addLast(new Http1());
  }

  private Http2MultiplexHandler streams() {
    return new Http2MultiplexHandler(
        new ChannelInitializer<Channel>() {
          @Override
          protected void initChannel(Channel stream) {
            stream
                .pipeline()
                .addLast(new Http2StreamFrameToHttpObjectCodec(true))
                .addLast(new HttpObjectAggregator(LARGEST_REQUEST))
                .addLast(application.get());
          }
        });
  }

  /** What a client that begins with HTTP/2 gets. */
  private final class Http2 extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel channel) {
      channel.pipeline().addLast(Http2FrameCodecBuilder.forServer().build()).addLast(streams());
    }
  }

  /** What a client gets that sends a request without an upgrade to HTTP/2. */
  private final class Http1 extends SimpleChannelInboundHandler<HttpMessage> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpMessage message) {
      context
          .pipeline()
          .addLast(new HttpServerKeepAliveHandler())
          .addLast(new HttpObjectAggregator(LARGEST_REQUEST))
          .addLast(new WebSocketServerProtocolHandler("/socket"))
          .addLast(application.get())
          .remove(this);
      context.fireChannelRead(ReferenceCountUtil.retain(message));
    }
  }
}

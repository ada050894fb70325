// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import dev.cracservers.testkit.Gate;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.handler.codec.http.HttpServerUpgradeHandler;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http2.CleartextHttp2ServerUpgradeHandler;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ServerUpgradeCodec;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.util.ReferenceCountUtil;

/** What servers speak in tests. */
final class Pipelines {
  private static final int LARGEST_BODY = 1 << 20;

  private Pipelines() {}

  /** HTTP/1.1 and WebSocket. */
  static ChannelHandler http1(Gate gate) {
    return initializer(
        channel -> {
          channel.pipeline().addLast(new HttpServerCodec());
          addHttp1(channel.pipeline(), gate);
        });
  }

  /** HTTP/1.1, WebSocket and HTTP/2, to which a client upgrades or which it knows beforehand. */
  static ChannelHandler cleartext(Gate gate) {
    return initializer(
        channel -> {
          HttpServerCodec codec = new HttpServerCodec();
          HttpServerUpgradeHandler upgrade =
              new HttpServerUpgradeHandler(
                  codec, protocol -> new Http2ServerUpgradeCodec(http2(), streams(gate)));
          channel
              .pipeline()
              .addLast(
                  new CleartextHttp2ServerUpgradeHandler(
                      codec, upgrade, initializer(chosen -> addHttp2(chosen.pipeline(), gate))))
              .addLast(new NotUpgraded(gate));
        });
  }

  /** HTTP/1.1, WebSocket and HTTP/2 over TLS, as ALPN says. */
  static ChannelHandler tls(Gate gate, NettyTlsResource tls) {
    return initializer(
        channel ->
            channel
                .pipeline()
                .addLast(tls.context().newHandler(channel.alloc()))
                .addLast(new Alpn(gate)));
  }

  private static void addHttp1(ChannelPipeline pipeline, Gate gate) {
    pipeline
        .addLast(new HttpServerKeepAliveHandler())
        .addLast(new HttpObjectAggregator(LARGEST_BODY))
        .addLast(new WebSocketServerProtocolHandler("/socket"))
        .addLast(new Answers(gate));
  }

  private static void addHttp2(ChannelPipeline pipeline, Gate gate) {
    pipeline.addLast(http2()).addLast(streams(gate));
  }

  private static Http2FrameCodec http2() {
    return Http2FrameCodecBuilder.forServer().build();
  }

  private static Http2MultiplexHandler streams(Gate gate) {
    return new Http2MultiplexHandler(
        initializer(
            stream ->
                stream
                    .pipeline()
                    .addLast(new Http2StreamFrameToHttpObjectCodec(true))
                    .addLast(new HttpObjectAggregator(LARGEST_BODY))
                    .addLast(new Answers(gate))));
  }

  private interface Setup {
    void apply(Channel channel);
  }

  private static ChannelInitializer<Channel> initializer(Setup setup) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        setup.apply(channel);
      }
    };
  }

  private static final class Alpn extends ApplicationProtocolNegotiationHandler {
    private final Gate gate;

    Alpn(Gate gate) {
      super(ApplicationProtocolNames.HTTP_1_1);
      this.gate = gate;
    }

    @Override
    protected void configurePipeline(ChannelHandlerContext context, String protocol) {
      if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
        addHttp2(context.pipeline(), gate);
      } else {
        context.pipeline().addLast(new HttpServerCodec());
        addHttp1(context.pipeline(), gate);
      }
    }
  }

  /** Waits for a message of HTTP/1.1; those of HTTP/2 pass it by. */
  private static final class NotUpgraded extends SimpleChannelInboundHandler<HttpMessage> {
    private final Gate gate;

    NotUpgraded(Gate gate) {
      this.gate = gate;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpMessage message) {
      addHttp1(context.pipeline(), gate);
      context.pipeline().remove(this);
      context.fireChannelRead(ReferenceCountUtil.retain(message));
    }
  }
}

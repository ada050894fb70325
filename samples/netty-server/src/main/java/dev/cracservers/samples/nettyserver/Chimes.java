// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.nettyserver;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.CheckpointReport;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * {@code GET /time} tells the time, {@code GET /slow?millis=N} waits as long before, {@code GET
 * /report} tells how the last cycle went, and a WebSocket at {@code /socket} gets its words back.
 */
final class Chimes extends SimpleChannelInboundHandler<Object> {
  private final CheckpointCoordinator coordinator;

  Chimes(CheckpointCoordinator coordinator) {
    this.coordinator = coordinator;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, Object message) {
    if (message instanceof FullHttpRequest request) {
      QueryStringDecoder uri = new QueryStringDecoder(request.uri());
      switch (uri.path()) {
        case "/time" -> answer(context, HttpResponseStatus.OK, Instant.now().toString());
        case "/slow" -> {
          ScheduledFuture<?> unused =
              context
                  .executor()
                  .schedule(
                      () -> answer(context, HttpResponseStatus.OK, Instant.now().toString()),
                      millis(uri),
                      TimeUnit.MILLISECONDS);
        }
        case "/report" ->
            answer(
                context,
                HttpResponseStatus.OK,
                coordinator.lastReport().map(CheckpointReport::toJson).orElse("null"));
        default -> answer(context, HttpResponseStatus.NOT_FOUND, "");
      }
    } else if (message instanceof TextWebSocketFrame frame) {
      context
          .writeAndFlush(new TextWebSocketFrame(frame.text()))
          .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }
  }

  private static long millis(QueryStringDecoder uri) {
    return Long.parseLong(uri.parameters().getOrDefault("millis", List.of("0")).get(0));
  }

  private static void answer(
      ChannelHandlerContext context, HttpResponseStatus status, String text) {
    ByteBuf body = ByteBufUtil.writeUtf8(context.alloc(), text);
    FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
    response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
    context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import dev.cracservers.testkit.Gate;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;

/**
 * Answers as the contracts want it: at once on the event loop, or when the gate opens; and not at
 * all {@code /never}.
 */
final class Answers extends SimpleChannelInboundHandler<FullHttpRequest> {
  /** More than the buffers of a connection hold while nobody reads. */
  static final int LARGE = 32 << 20;

  private final Gate gate;

  Answers(Gate gate) {
    this.gate = gate;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    switch (request.uri()) {
      case "/quick" -> answer(context, HttpResponseStatus.OK, "quick");
      case "/echo" ->
          answer(
              context, HttpResponseStatus.OK, request.content().toString(StandardCharsets.UTF_8));
      case "/gated" -> gate.arrive().thenRun(() -> answer(context, HttpResponseStatus.OK, "gated"));
      case "/large" -> answer(context, HttpResponseStatus.OK, "x".repeat(LARGE));
      case "/never" -> {
        CompletionStage<Void> unused = gate.arrive();
      }
      default -> answer(context, HttpResponseStatus.NOT_FOUND, "");
    }
  }

  private static void answer(
      ChannelHandlerContext context, HttpResponseStatus status, String text) {
    ByteBuf body = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
    response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
    context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
  }
}

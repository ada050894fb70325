// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/2 connection that ends in the two steps of RFC 9113, 6.8: a GOAWAY that names the highest
 * stream there can be tells the client to open no more; once it must have heard of that, another
 * one names the last stream that has come, and the connection is closed when all have ended.
 *
 * <p>Used on its event loop, but for {@link #load()}. Nothing of it is in the pipeline before a
 * drain.
 */
final class Http2Connection extends Http2ConnectionAdapter implements Connection {
  /** For clients that do not answer a ping. */
  private static final long LONGEST_ROUND_TRIP_MILLIS = 1000;

  private static final long PING = 0x6472_6169_6e69_6e67L;

  private final Drain drain;
  private final Http2ConnectionHandler handler;
  private final ChannelHandlerContext context;
  private final AtomicInteger load = new AtomicInteger();
  private boolean announced;
  private boolean lastStreamNamed;
  private boolean used;

  private Http2Connection(
      Drain drain, Http2ConnectionHandler handler, ChannelHandlerContext context) {
    this.drain = drain;
    this.handler = handler;
    this.context = context;
  }

  /** Returns null if the pipeline does not speak HTTP/2. */
  static @Nullable Http2Connection of(ChannelPipeline pipeline, Drain drain) {
    ChannelHandlerContext context = pipeline.context(Http2ConnectionHandler.class);
    return context == null
        ? null
        : new Http2Connection(drain, (Http2ConnectionHandler) context.handler(), context);
  }

  @Override
  public int load() {
    return load.get();
  }

  @Override
  public void end() {
    if (announced) {
      return;
    }
    announced = true;
    count();
    handler.connection().addListener(this);
    handler
        .decoder()
        .frameListener(
            new Http2FrameListenerDecorator(handler.decoder().frameListener()) {
              @Override
              public void onPingAckRead(ChannelHandlerContext reading, long data)
                  throws Http2Exception {
                if (data == PING) {
                  nameLastStream();
                } else {
                  super.onPingAckRead(reading, data);
                }
              }
            });
    goAway(Integer.MAX_VALUE);
    handler
        .encoder()
        .writePing(context, false, PING, context.newPromise())
        .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    context.flush();
    ScheduledFuture<?> unused =
        context
            .executor()
            .schedule(this::nameLastStream, LONGEST_ROUND_TRIP_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void onStreamActive(Http2Stream stream) {
    count();
  }

  @Override
  public void onStreamRemoved(Http2Stream stream) {
    count();
    if (handler.connection().remote().isValidStreamId(stream.id())) {
      drain.requestFinished();
    }
    // The frames that end the stream may have to be written yet.
    context.executor().execute(this::closeOnceDone);
  }

  private void nameLastStream() {
    if (!lastStreamNamed && context.channel().isOpen()) {
      lastStreamNamed = true;
      goAway(handler.connection().remote().lastStreamCreated());
      context.flush();
      closeOnceDone();
    }
  }

  private void closeOnceDone() {
    if (lastStreamNamed && handler.connection().numActiveStreams() == 0) {
      if (!used) {
        drain.idleClosed();
      }
      used = true;
      context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
  }

  private void goAway(int lastStream) {
    handler
        .goAway(
            context,
            lastStream,
            Http2Error.NO_ERROR.code(),
            Unpooled.EMPTY_BUFFER,
            context.newPromise())
        .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
  }

  private void count() {
    int streams = handler.connection().numActiveStreams();
    used |= streams > 0;
    load.lazySet(streams);
  }
}

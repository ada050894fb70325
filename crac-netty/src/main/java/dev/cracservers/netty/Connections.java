// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** All accepted channels that are open. Thread-safe. */
final class Connections {
  private static final AttributeKey<Http1Connection> HTTP =
      AttributeKey.valueOf(Connections.class, "http");

  private final Drain drain;
  private final ChannelGroup channels =
      new DefaultChannelGroup("crac", ImmediateEventExecutor.INSTANCE);

  Connections(Drain drain) {
    this.drain = drain;
  }

  void accepted(Channel channel) {
    channels.add(channel);
  }

  /** Looks for the HTTP codec that the application has, or has not, put into the pipeline. */
  void initialized(Channel channel) {
    ChannelPipeline pipeline = channel.pipeline();
    String first = null;
    String last = null;
    for (Map.Entry<String, ChannelHandler> each : pipeline) {
      if (isCodec(each.getValue())) {
        first = Objects.requireNonNullElse(first, each.getKey());
        last = each.getKey();
      }
    }
    if (first != null && last != null) {
      Http1Connection connection = new Http1Connection(drain, pipeline.context(first));
      HttpMessages messages = new HttpMessages(connection);
      pipeline.addBefore(first, null, new ReceivedBytes(connection, messages));
      pipeline.addAfter(last, null, messages);
      channel.attr(HTTP).set(connection);
    }
  }

  /**
   * Lets each channel end when nothing is under way on it.
   *
   * @return a stage that completes when all that are open now have ended
   */
  CompletionStage<Void> end() {
    CompletableFuture<Void> ended = new CompletableFuture<>();
    for (Channel channel : channels) {
      Http1Connection http = http(channel);
      if (http != null) {
        channel.eventLoop().execute(http::drainStarted);
      }
    }
    channels.newCloseFuture().addListener(all -> ended.complete(null));
    return ended;
  }

  /** Returns how many requests, or connections with another protocol, are under way. */
  long load() {
    long load = 0;
    for (Channel channel : channels) {
      Http1Connection http = http(channel);
      load += http == null ? 1 : http.load();
    }
    return load;
  }

  /** Closes what is left, past all handlers: one that waits for its peer would hold it open. */
  void cut() {
    for (Channel channel : channels) {
      channel.eventLoop().execute(() -> channel.unsafe().close(channel.unsafe().voidPromise()));
    }
  }

  private static @Nullable Http1Connection http(Channel channel) {
    return channel.attr(HTTP).get();
  }

  private static boolean isCodec(ChannelHandler handler) {
    return handler instanceof HttpServerCodec
        || handler instanceof HttpRequestDecoder
        || handler instanceof HttpResponseEncoder;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpServerCodec;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds the HTTP/1.1 codec of a pipeline and puts what watches it on both sides of it. */
final class Http1Codec {
  private Http1Codec() {}

  /**
   * Watches the codec, if there is one.
   *
   * @param changed is called on the event loop when the codec has left the pipeline
   * @return null if there is no codec
   */
  static @Nullable Http1Connection watch(Channel channel, Drain drain, Runnable changed) {
    ChannelPipeline pipeline = channel.pipeline();
    String first = null;
    String last = null;
    for (Map.Entry<String, ChannelHandler> each : pipeline) {
      if (isCodec(each.getValue())) {
        first = Objects.requireNonNullElse(first, each.getKey());
        last = each.getKey();
      }
    }
    if (first == null || last == null) {
      return null;
    }
    Http1Connection connection = new Http1Connection(drain, pipeline.context(first), changed);
    pipeline.addBefore(first, null, new ReceivedBytes(connection));
    pipeline.addAfter(last, null, new HttpMessages(connection));
    return connection;
  }

  /** Lets responses wait from now on, where {@link #watch} has found a codec. */
  static HeldResponses hold(ChannelPipeline pipeline, Http1Connection connection) {
    HeldResponses held = new HeldResponses(connection);
    pipeline.addAfter(pipeline.context(HttpMessages.class).name(), null, held);
    return held;
  }

  /** Takes out what {@link #watch} and {@link #hold} have put in. */
  static void unwatch(ChannelPipeline pipeline) {
    for (Class<? extends ChannelHandler> each :
        List.of(ReceivedBytes.class, HttpMessages.class, HeldResponses.class)) {
      if (pipeline.get(each) != null) {
        pipeline.remove(each);
      }
    }
  }

  private static boolean isCodec(ChannelHandler handler) {
    return handler instanceof HttpServerCodec
        || handler instanceof HttpRequestDecoder
        || handler instanceof HttpResponseEncoder;
  }
}

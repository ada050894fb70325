// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All accepted channels that are open. Thread-safe. */
final class Connections {
  private static final AttributeKey<Connection> CONNECTION =
      AttributeKey.valueOf(Connections.class, "connection");

  private final Drain drain;
  private final Protocols protocols;
  private final ChannelGroup channels =
      new DefaultChannelGroup("crac", ImmediateEventExecutor.INSTANCE);
  private volatile CompletableFuture<Void> ended = new CompletableFuture<>();

  /**
   * @param goodbye ends a connection of a protocol that is not known here, on its event loop; null
   *     leaves that to the application
   */
  Connections(Drain drain, @Nullable Consumer<Channel> goodbye) {
    this.drain = drain;
    this.protocols = new Protocols(drain, goodbye);
  }

  void accepted(Channel channel) {
    channels.add(channel);
  }

  /** The application has set up the pipeline for the first time. */
  void setUp(Channel channel) {
    if (!initialized(channel)) {
      channel.pipeline().addLast(new ProtocolWatch(this));
    }
  }

  /**
   * The application has set up the pipeline, or changed it: looks for an HTTP/1.1 codec, which has
   * to be watched from its first request on.
   *
   * @return whether there is one
   */
  boolean initialized(Channel channel) {
    if (channel.attr(CONNECTION).get() != null) {
      return false;
    }
    Http1Connection http = Http1Codec.watch(channel, drain, () -> changed(channel));
    channel.attr(CONNECTION).set(http);
    if (drain.isRunning()) {
      // Its protocol was agreed on during the drain.
      channel.eventLoop().execute(() -> end(channel));
    }
    return http != null;
  }

  /**
   * Lets each channel end when nothing is under way on it.
   *
   * @return a stage that completes when all that are open now have ended
   */
  CompletionStage<Void> end() {
    CompletableFuture<Void> all = new CompletableFuture<>();
    ended = all;
    for (Channel channel : channels) {
      channel.eventLoop().execute(() -> end(channel));
    }
    channels.newCloseFuture().addListener(closed -> all.complete(null));
    return all;
  }

  /** Returns how many requests, or connections with another protocol, are under way. */
  long load() {
    long load = 0;
    for (Channel channel : channels) {
      Connection connection = channel.attr(CONNECTION).get();
      load += connection == null ? 1 : connection.load();
    }
    return load;
  }

  /** Closes what is left, past all handlers: one that waits for its peer would hold it open. */
  void cut() {
    for (Channel channel : channels) {
      channel.eventLoop().execute(() -> channel.unsafe().close(channel.unsafe().voidPromise()));
    }
  }

  /** The HTTP/1.1 codec has left the pipeline for that of another protocol. */
  private void changed(Channel channel) {
    Http1Codec.unwatch(channel.pipeline());
    channel.attr(CONNECTION).set(null);
    initialized(channel);
  }

  private void end(Channel channel) {
    if (!drain.isRunning() || !channel.isOpen()) {
      return;
    }
    try {
      Connection connection = channel.attr(CONNECTION).get();
      if (connection == null) {
        connection = protocols.of(channel);
        // What comes after a handshake is not known yet.
        channel.attr(CONNECTION).set(connection instanceof TlsHandshake ? null : connection);
      }
      if (connection != null) {
        connection.end();
      }
    } catch (RuntimeException e) {
      ended.completeExceptionally(e);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import dev.cracservers.core.Deadline;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.netty.ChannelBindException;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerConfig;

/**
 * Makes a server of Reactor Netty tell of its listener, its connections and its event loops, which
 * it hides, and listen where it is told. Thread-safe.
 */
final class ReactorServer implements Binding {
  private final Connections connections;
  private final Consumer<Channel> startedByOthers;
  private Consumer<Duration> start = within -> {};
  private @Nullable HttpServerConfig config;
  private @Nullable InetSocketAddress wanted;
  private @Nullable Channel bound;
  private boolean binding;

  /**
   * @param startedByOthers is told of the channel that listens when nobody has called {@link #bind}
   */
  ReactorServer(Connections connections, Consumer<Channel> startedByOthers) {
    this.connections = connections;
    this.startedByOthers = startedByOthers;
  }

  /** Says how a server that is watched is started, within a time. */
  synchronized void startBy(Consumer<Duration> value) {
    start = value;
  }

  /** Returns a server that is watched from its next start on. */
  HttpServer watch(HttpServer server) {
    @Nullable Supplier<? extends SocketAddress> first = server.configuration().bindAddress();
    return server
        .bindAddress(() -> whereElse(first))
        .doOnBind(this::binds)
        .doOnBound(disposable -> bound(disposable.channel()))
        .doOnChannelInit(
            (observer, channel, remote) -> {
              connections.accepted(channel);
              connections.setUp(channel);
            });
  }

  @Override
  public Channel bind(InetSocketAddress address, Deadline deadline) throws Exception {
    try {
      beginning(address).accept(deadline.remaining().plusMillis(1));
      // Whoever waits for the server may be told before those who watch it.
      deadline.await(() -> bound() != null);
    } catch (RuntimeException e) {
      throw orRefused(e, deadline);
    } finally {
      ended();
    }
    Channel channel = bound();
    if (channel == null) {
      throw new IllegalStateException(
          "what was started within %d ms is not the server that watch() returned"
              .formatted(deadline.elapsed().toMillis()));
    }
    return channel;
  }

  EventLoopGroup acceptors() {
    HttpServerConfig server = config();
    return server.loopResources().onServerSelect(server.isPreferNative());
  }

  EventLoopGroup workers() {
    HttpServerConfig server = config();
    return server.loopResources().onServer(server.isPreferNative());
  }

  private synchronized HttpServerConfig config() {
    if (config == null) {
      throw new IllegalStateException("the server that watch() returned was not started");
    }
    return config;
  }

  private synchronized Consumer<Duration> beginning(InetSocketAddress address) {
    wanted = address;
    bound = null;
    binding = true;
    return start;
  }

  private synchronized void ended() {
    binding = false;
  }

  private synchronized SocketAddress whereElse(@Nullable Supplier<? extends SocketAddress> first) {
    if (wanted != null) {
      return wanted;
    }
    return first == null ? new InetSocketAddress(0) : first.get();
  }

  private synchronized void binds(HttpServerConfig server) {
    config = server;
  }

  private void bound(Channel channel) {
    synchronized (this) {
      bound = channel;
      if (binding) {
        return;
      }
    }
    startedByOthers.accept(channel);
  }

  private synchronized @Nullable Channel bound() {
    return bound;
  }

  /** The exception for a port that is taken does not say what the operating system said. */
  private static Exception orRefused(RuntimeException e, Deadline deadline) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof ChannelBindException) {
        return new IOException(cause.getMessage(), e);
      }
    }
    return deadline.isExpired() ? new IOException(e.getMessage(), e) : e;
  }
}

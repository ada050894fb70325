// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Deadline;
import dev.cracservers.netty.ReactorServerResource;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.reactor.netty.NettyWebServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.tcp.SslProvider;

/** A server of Reactor Netty, from when Spring Boot makes it. */
final class WatchedNetty {
  private static final Duration TOLD = Duration.ofSeconds(10);

  private final String name;
  private final NettyTls keys;
  private final ReactorServerResource resource;
  private @Nullable SslProvider tls;
  private @Nullable String refusal;
  private @Nullable NettyWebServer server;

  WatchedNetty(String name, NettyTls keys) {
    this.name = name;
    this.keys = keys;
    this.resource =
        ReactorServerResource.startedBy(name, () -> server().start(), () -> server().stop());
  }

  /** Returns the server as the application may change it. */
  HttpServer secure(HttpServer bare) {
    HttpServer secured = keys.secure(bare);
    tls = secured == bare ? null : secured.configuration().sslProvider();
    return secured;
  }

  /** Returns the server as it is to be started. */
  HttpServer watch(HttpServer changed) {
    Supplier<? extends SocketAddress> address = changed.configuration().bindAddress();
    if (address != null && !(address.get() instanceof InetSocketAddress)) {
      refusal = "it listens at " + address.get() + "; only internet addresses are looked after";
      return changed;
    }
    if (!Objects.equals(changed.configuration().sslProvider(), tls)) {
      refusal = "its TLS is set up by code; set it up with server.ssl";
    }
    return resource.watch(changed);
  }

  /**
   * Returns what takes the server through checkpoints, now that it listens.
   *
   * @throws IllegalArgumentException if it cannot go through one
   */
  CheckpointResource startedAs(NettyWebServer started, WebAddress address) {
    if (refusal != null) {
      throw new IllegalArgumentException(name + " cannot go through a checkpoint: " + refusal);
    }
    server = started;
    if (!isToldOf(started.getPort())) {
      throw new IllegalArgumentException(
          "%s listens on port %d, but is not the server that %s has made"
              .formatted(name, started.getPort(), "NettyReactiveWebServerFactory"));
    }
    return resource.rebindAt(
        restored -> address.port(), restored -> address.address(), address.remedy());
  }

  /** Whoever starts a server may go on before those who watch it are told. */
  private boolean isToldOf(int port) {
    try {
      return Deadline.after(TOLD).await(() -> resource.address().getPort() == port);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private NettyWebServer server() {
    return Objects.requireNonNull(server, name);
  }
}

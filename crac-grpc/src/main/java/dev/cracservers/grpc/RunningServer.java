// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.grpc;

import dev.cracservers.core.Deadline;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A server from its start to its end; gRPC starts none twice. Thread-safe. */
final class RunningServer {
  private static final long LONGEST_ROUND_TRIP_MILLIS = 1_000;

  private final Server server;
  private final Calls calls;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  private RunningServer(Server server, Calls calls) {
    this.server = server;
    this.calls = calls;
  }

  static RunningServer start(ServerBuilder<?> builder) throws IOException {
    Calls calls = new Calls();
    return new RunningServer(builder.addStreamTracerFactory(calls).build().start(), calls);
  }

  /** Returns where it listens. */
  InetSocketAddress address() {
    return (InetSocketAddress) server.getListenSockets().get(0);
  }

  boolean isListening() {
    return !server.isShutdown();
  }

  Calls calls() {
    return calls;
  }

  /** Returns a stage that completes when its last call and connection have ended. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  /** Takes no new connection and, once clients know, no new call. */
  void endGently(String name) {
    if (server.isShutdown()) {
      return;
    }
    server.shutdown();
    // gRPC tells of the end of a server only those who wait for it.
    Thread waiter = new Thread(this::awaitEnd, name + "-drain");
    waiter.setDaemon(true);
    waiter.start();
  }

  /** Cuts what is left. */
  boolean endNow(Deadline deadline) throws InterruptedException {
    return server
        .shutdownNow()
        .awaitTermination(Math.max(1, deadline.remaining().toMillis()), TimeUnit.MILLISECONDS);
  }

  private void awaitEnd() {
    try {
      while (!server.awaitTermination(LONGEST_ROUND_TRIP_MILLIS, TimeUnit.MILLISECONDS)) {
        if (calls.underWay() == 0) {
          // For what a silent client might still send, gRPC would wait 10 s.
          server.shutdownNow();
        }
      }
      ended.complete(null);
    } catch (InterruptedException e) {
      ended.completeExceptionally(e);
    }
  }
}

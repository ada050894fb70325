// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import dev.cracservers.core.Deadline;
import dev.cracservers.core.Phase;
import dev.cracservers.core.RestoreContext;
import io.netty.channel.Channel;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** What a server does in each phase, whatever library it was made with. Thread-safe. */
final class ServerCycle {
  private static final Duration START_OR_STOP = Duration.ofSeconds(10);

  private final Drain drain;
  private final ServerSockets sockets;
  private boolean started;
  private volatile long cut;

  ServerCycle(Drain drain, ServerSockets sockets) {
    this.drain = drain;
    this.sockets = sockets;
  }

  synchronized void start() throws IOException, InterruptedException {
    if (!started) {
      sockets.start(Deadline.after(START_OR_STOP));
      started = true;
    }
  }

  /** Something else has started the server, which has one address. */
  synchronized void adopt(Channel listening) {
    sockets.listeners().get(0).adopt(listening);
    started = true;
  }

  synchronized void stop() throws IOException, InterruptedException {
    started = false;
    sockets.close(Deadline.after(START_OR_STOP));
  }

  synchronized CompletionStage<?> drain(Deadline deadline)
      throws IOException, InterruptedException {
    cut = 0;
    drain.start();
    sockets.stopListening(deadline);
    return sockets.connections().end();
  }

  synchronized void close(Deadline deadline) throws IOException, InterruptedException {
    cut = sockets.load(deadline);
    sockets.close(deadline);
  }

  synchronized void rebind(RestoreContext context) throws IOException, InterruptedException {
    drain.end();
    if (started) {
      sockets.rebind(context);
    }
  }

  Map<String, Long> counts(Phase phase) {
    return switch (phase) {
      case DRAIN ->
          Map.of(
              "finished", drain.finishedRequests(),
              "left", sockets.connections().load(),
              "idleClosed", drain.idleConnectionsClosed());
      case CLOSE -> Map.of("cut", cut);
      default -> Map.of();
    };
  }
}

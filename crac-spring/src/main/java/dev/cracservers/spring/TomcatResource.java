// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.Phase;
import dev.cracservers.core.RestoreContext;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.jspecify.annotations.Nullable;

/**
 * Takes a connector of an embedded Tomcat through checkpoints; server, engine and contexts stay
 * started. DRAIN stops listening, has each connection closed after its next answer, or with HTTP/2
 * after its last stream, and waits for requests in flight; CLOSE stops the connector and drops its
 * keys, which REOPEN reads again; REBIND starts it, or listens again where requests go on in an
 * undo.
 */
final class TomcatResource implements CheckpointResource {
  private static final Duration QUIET = Duration.ofMillis(50);
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(100);

  private final String name;
  private final Connector connector;
  private final TomcatDrainProtocol protocol;
  private final TomcatInFlight inFlight;
  private final WebAddress address;
  private final TomcatTls tls;
  private final int keepAlive;
  private @Nullable CompletableFuture<Void> quiet;
  private int port;
  private long finishedBefore;
  private long cut;
  private boolean touched;
  private boolean stopped;

  TomcatResource(
      String name,
      Connector connector,
      TomcatDrainProtocol protocol,
      TomcatInFlight inFlight,
      WebAddress address,
      TomcatTls tls) {
    this.name = name;
    this.connector = connector;
    this.protocol = protocol;
    this.inFlight = inFlight;
    this.address = address;
    this.tls = tls;
    this.keepAlive = protocol.getMaxKeepAliveRequests();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public CompletionStage<?> drain(Deadline deadline) throws IOException {
    cut = 0;
    finishedBefore = inFlight.finished();
    if (!connector.getState().isAvailable()) {
      // Stopped by the application, or by a cycle that did not bring it back: `touched` tells
      // which.
      return CompletableFuture.completedFuture(null);
    }
    stopped = false;
    int bound = connector.getLocalPort();
    port = bound > 0 ? bound : port;
    touched = true;
    protocol.setMaxKeepAliveRequests(1);
    protocol.endpoint().stopListening();
    CompletableFuture<Void> done = new CompletableFuture<>();
    quiet = done;
    Thread watch = new Thread(() -> watch(done, deadline), name + "-drain");
    watch.setDaemon(true);
    watch.start();
    return done;
  }

  private void watch(CompletableFuture<Void> done, Deadline deadline) {
    try {
      boolean unused = deadline.await(() -> done.isDone() || (isDrained() && done.complete(null)));
    } catch (InterruptedException | RuntimeException e) {
      done.completeExceptionally(e);
    }
  }

  private boolean isDrained() {
    protocol.endpoint().leaveHttp2(QUIET);
    return inFlight.active() == 0 && protocol.endpoint().isQuiet(QUIET);
  }

  private long left() {
    return inFlight.active() + protocol.endpoint().waitingStreams();
  }

  @Override
  public void close(Deadline deadline)
      throws LifecycleException, InterruptedException, IOException {
    if (!touched) {
      return;
    }
    endWatch();
    cut = left();
    if (!stopped) {
      stopped = true;
      connector.stop();
    }
    if (!deadline.await(() -> protocol.endpoint().getConnections().isEmpty())) {
      throw new IOException(
          "%s is stopped, but %d of its connections are still open after %d ms; allow CLOSE more than %d ms"
              .formatted(
                  name,
                  protocol.endpoint().getConnections().size(),
                  deadline.elapsed().toMillis(),
                  deadline.budget().toMillis()));
    }
    tls.drop();
  }

  @Override
  public void reopen(RestoreContext context) {
    if (stopped) {
      tls.load();
    }
  }

  @Override
  public void rebind(RestoreContext context) throws Exception {
    if (!touched) {
      return;
    }
    endWatch();
    protocol.setMaxKeepAliveRequests(keepAlive);
    if (stopped) {
      startAgain(context);
      stopped = false;
    } else {
      bind(context.deadline(), () -> protocol.endpoint().listenAgain(port));
    }
    touched = false;
  }

  private void startAgain(RestoreContext context) throws Exception {
    int wanted = context.isRestored() ? address.port().orElse(port) : port;
    connector.setPort(wanted);
    if (context.isRestored() && address.address().isPresent()) {
      String host = address.address().get();
      protocol.setAddress(host.isBlank() ? null : InetAddress.getByName(host));
    }
    protocol.endpoint().reset();
    bind(context.deadline(), connector::start);
  }

  @Override
  public Map<String, Long> counts(Phase phase) {
    return switch (phase) {
      case DRAIN -> Map.of("finished", inFlight.finished() - finishedBefore, "left", left());
      case CLOSE -> Map.of("cut", cut);
      default -> Map.of();
    };
  }

  private interface Attempt {
    void run() throws Exception;
  }

  /** A port that is taken may be given up by a process that is about to end. */
  private void bind(Deadline deadline, Attempt attempt) throws Exception {
    while (true) {
      try {
        attempt.run();
        return;
      } catch (Exception e) {
        if (!isBindFailure(e)) {
          throw e;
        }
        if (deadline.isExpired()) {
          throw new IOException(
              "%s: port %d could not be bound within %d ms: %s. %s"
                  .formatted(
                      name,
                      connector.getPort(),
                      deadline.elapsed().toMillis(),
                      e.getMessage(),
                      address.remedy()),
              e);
        }
        boolean unused = Deadline.after(BETWEEN_ATTEMPTS).await(deadline::isExpired);
      }
    }
  }

  private static boolean isBindFailure(@Nullable Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof BindException) {
        return true;
      }
    }
    return false;
  }

  private void endWatch() {
    if (quiet != null) {
      quiet.complete(null);
      quiet = null;
    }
  }
}

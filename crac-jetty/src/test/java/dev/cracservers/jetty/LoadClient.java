// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import dev.cracservers.core.Deadline;
import dev.cracservers.testkit.ClientConnection;
import dev.cracservers.testkit.ConnectorFixture;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A thread that sends one request after the other on a connection it keeps, and makes another
 * connection when it has to. It never sends a request twice: it remembers those without an answer.
 */
final class LoadClient {
  private static final AtomicInteger CLIENTS = new AtomicInteger();

  private final ConnectorFixture server;
  private final List<String> unanswered = new CopyOnWriteArrayList<>();
  private final List<String> refused = new CopyOnWriteArrayList<>();
  private final AtomicLong answered = new AtomicLong();
  private final Thread thread = new Thread(this::run, "client-" + CLIENTS.incrementAndGet());
  private volatile boolean stopped;
  private volatile @Nullable Throwable failure;
  private @Nullable ClientConnection connection;

  private LoadClient(ConnectorFixture server) {
    this.server = server;
  }

  static LoadClient start(ConnectorFixture server) {
    LoadClient client = new LoadClient(server);
    client.thread.start();
    return client;
  }

  long answered() {
    return answered.get();
  }

  /** Returns the requests that were not answered, though nobody had told the client to go. */
  List<String> unanswered() {
    return unanswered;
  }

  /**
   * Returns the requests that crossed a GOAWAY: it sends the next one at once, and reads what has
   * come meanwhile only when it waits for the answer.
   */
  List<String> refused() {
    return refused;
  }

  /**
   * Ends the client, after its last answer.
   *
   * @throws AssertionError if it got a wrong answer
   */
  void stop() throws InterruptedException {
    stopped = true;
    thread.join();
    if (failure != null) {
      throw new AssertionError(thread.getName() + " failed", failure);
    }
  }

  private void run() {
    try {
      for (int request = 0; !stopped; request++) {
        ClientConnection open = connection();
        if (open != null) {
          exchange(open, "/" + thread.getName() + "-" + request);
        }
      }
      hangUp();
    } catch (IOException | InterruptedException | IllegalStateException e) {
      failure = e;
    }
  }

  /** Returns the connection; null if the server refuses one, or ends it in the handshake. */
  private @Nullable ClientConnection connection() throws InterruptedException {
    if (connection == null) {
      try {
        connection = server.open();
      } catch (IOException refused) {
        Deadline.after(Duration.ofMillis(1)).await(() -> false);
      }
    }
    return connection;
  }

  private void exchange(ClientConnection open, String path) throws IOException {
    try {
      String answer = open.get(path).body();
      if (!path.equals(answer)) {
        throw new IllegalStateException(path + " was answered with " + answer);
      }
      answered.incrementAndGet();
      if (open.isToldToGo()) {
        hangUp();
      }
    } catch (IOException noAnswer) {
      (open.isToldToGo() ? refused : unanswered).add(path);
      hangUp();
    }
  }

  private void hangUp() throws IOException {
    ClientConnection open = connection;
    connection = null;
    if (open != null) {
      open.close();
    }
  }
}

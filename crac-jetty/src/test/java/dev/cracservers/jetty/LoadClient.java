// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import dev.cracservers.core.Deadline;
import dev.cracservers.testkit.ConnectorFixture;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
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
  private final AtomicLong answered = new AtomicLong();
  private final Thread thread = new Thread(this::run, "client-" + CLIENTS.incrementAndGet());
  private volatile boolean stopped;
  private volatile @Nullable Throwable failure;
  private @Nullable Socket connection;

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

  List<String> unanswered() {
    return unanswered;
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
        Socket open = connection();
        if (open != null) {
          exchange(open, "/" + thread.getName() + "-" + request);
        }
      }
      hangUp();
    } catch (IOException | InterruptedException | IllegalStateException e) {
      failure = e;
    }
  }

  /** Returns the connection; null if the server refuses one, as it may. */
  private @Nullable Socket connection() throws IOException, InterruptedException {
    if (connection == null) {
      try {
        connection = server.connect();
      } catch (ConnectException refused) {
        Deadline.after(Duration.ofMillis(1)).await(() -> false);
      }
    }
    return connection;
  }

  private void exchange(Socket open, String path) throws IOException {
    try {
      String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
      open.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      if (receive(open, path)) {
        hangUp();
      }
      answered.incrementAndGet();
    } catch (IOException noAnswer) {
      unanswered.add(path);
      hangUp();
    }
  }

  /** Receives an answer that consists of the path; returns whether it is the last. */
  private static boolean receive(Socket open, String path) throws IOException {
    BufferedReader answer =
        new BufferedReader(new InputStreamReader(open.getInputStream(), StandardCharsets.US_ASCII));
    boolean last = false;
    for (String line = line(answer); !line.isEmpty(); line = line(answer)) {
      last |= line.equalsIgnoreCase("Connection: close");
    }
    char[] body = new char[path.length()];
    for (int read = 0; read < body.length; ) {
      int more = answer.read(body, read, body.length - read);
      if (more < 0) {
        throw new EOFException("the server closed in the middle of an answer");
      }
      read += more;
    }
    if (!path.equals(new String(body))) {
      throw new IllegalStateException(path + " was answered with " + new String(body));
    }
    return last;
  }

  private static String line(BufferedReader answer) throws IOException {
    String line = answer.readLine();
    if (line == null) {
      throw new EOFException("the server closed the connection");
    }
    return line;
  }

  private void hangUp() throws IOException {
    Socket open = connection;
    connection = null;
    if (open != null) {
      open.close();
    }
  }
}

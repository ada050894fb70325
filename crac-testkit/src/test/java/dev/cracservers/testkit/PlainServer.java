// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit;

import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.Phase;
import dev.cracservers.core.RestoreContext;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The smallest server that keeps the contract of a connector: a thread for each connection. */
class PlainServer implements ConnectorFixture, CheckpointResource {
  private static final String NAME = "plain server";

  private final Gate gate;
  private final Set<Served> connections = ConcurrentHashMap.newKeySet();
  private final AtomicLong finished = new AtomicLong();
  private final AtomicLong cut = new AtomicLong();
  private ServerSocket listener;
  private Thread acceptor;
  private volatile boolean draining;
  private volatile CompletableFuture<Void> idle = new CompletableFuture<>();
  private int port;

  PlainServer(Gate gate) throws IOException {
    this.gate = gate;
    listen();
  }

  @Override
  public CheckpointResource resource() {
    return this;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public Optional<String> portSetting() {
    return Optional.of("plain.port");
  }

  @Override
  public CompletionStage<?> drain(Deadline deadline) throws Exception {
    finished.set(0);
    cut.set(0);
    idle = new CompletableFuture<>();
    stopListening(deadline);
    draining = true;
    closeIdleConnections();
    completeIfIdle();
    return idle;
  }

  void closeIdleConnections() throws IOException {
    for (Served each : connections) {
      each.closeIfIdle();
    }
  }

  @Override
  public void close(Deadline deadline) throws Exception {
    for (Served each : connections) {
      each.cut();
    }
    if (!deadline.await(() -> ownDescriptors().descriptors().isEmpty())) {
      throw new IOException("port " + port + " is not released after " + deadline.elapsed());
    }
  }

  @Override
  public void rebind(RestoreContext context) throws Exception {
    port = portAfter(context);
    draining = false;
    Deadline deadline = context.deadline();
    if (!deadline.await(this::listensNow)) {
      throw new BindException(
          "port %d is taken, tried for %d ms".formatted(port, deadline.elapsed().toMillis()));
    }
  }

  int portAfter(RestoreContext context) {
    return context.setting("plain.port").map(Integer::parseInt).orElse(port);
  }

  @Override
  public Map<String, Long> counts(Phase phase) {
    return switch (phase) {
      case DRAIN -> Map.of("finished", finished.get());
      case CLOSE -> Map.of("cut", cut.get());
      default -> Map.of();
    };
  }

  @Override
  public void stop() throws Exception {
    stopListening(Deadline.after(java.time.Duration.ofSeconds(10)));
    for (Served each : connections) {
      each.cut();
    }
  }

  void stopListening(Deadline deadline) throws Exception {
    listener.close();
    acceptor.join(Math.max(1, deadline.remaining().toMillis()));
  }

  private DescriptorLedger ownDescriptors() {
    return DescriptorLedger.now().without(each -> each.localPort() != port);
  }

  private boolean listensNow() {
    try {
      listen();
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  private void listen() throws IOException {
    ServerSocket bound = new ServerSocket();
    try {
      bound.bind(new InetSocketAddress(port));
    } catch (IOException e) {
      bound.close();
      throw e;
    }
    listener = bound;
    port = bound.getLocalPort();
    acceptor = new Thread(() -> accept(bound), "plain-acceptor");
    acceptor.setDaemon(true);
    acceptor.start();
  }

  private void accept(ServerSocket from) {
    while (!from.isClosed()) {
      try {
        Served served = new Served(from.accept());
        connections.add(served);
        served.start();
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void completeIfIdle() {
    if (draining && connections.isEmpty()) {
      idle.complete(null);
    }
  }

  private final class Served extends Thread {
    private final Socket socket;
    private boolean serving;

    Served(Socket socket) {
      super("plain-connection");
      setDaemon(true);
      this.socket = socket;
    }

    @Override
    public void run() {
      try (socket) {
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        String request = in.readLine();
        while (request != null) {
          begin();
          while (!in.readLine().isEmpty()) {}
          answer(request.split(" ", 3)[1]);
          if (!end()) {
            break;
          }
          request = in.readLine();
        }
      } catch (Exception cutOrClosed) {
        // The client or the checkpoint ended the connection, there is nobody to tell.
      } finally {
        connections.remove(this);
        completeIfIdle();
      }
    }

    private void answer(String path) throws Exception {
      if (path.equals("/gated")) {
        gate.pass();
      }
      String body = path.substring(1);
      String reply = "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
      socket.getOutputStream().write(reply.getBytes(StandardCharsets.US_ASCII));
    }

    private synchronized void begin() {
      serving = true;
    }

    /** Returns whether the connection is kept. */
    private synchronized boolean end() {
      serving = false;
      if (draining) {
        finished.incrementAndGet();
      }
      return !draining;
    }

    private synchronized void closeIfIdle() throws IOException {
      if (!serving) {
        socket.close();
      }
    }

    private synchronized void cut() throws IOException {
      if (serving) {
        cut.incrementAndGet();
      }
      socket.close();
    }
  }
}

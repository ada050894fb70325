// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import dev.cracservers.core.CheckpointResource;
import dev.cracservers.testkit.ConnectorFixture;
import dev.cracservers.testkit.Gate;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ThreadPool;

/** A Jetty server on an ephemeral port that answers as the contracts want it, and echoes bodies. */
final class JettyFixture implements ConnectorFixture {

  /** What a request that waits at the gate holds meanwhile. */
  enum Waiting {
    A_THREAD,
    NO_THREAD
  }

  private final Server server;
  private final ServerConnector connector;
  private final JettyServerResource resource;
  private int port;

  private JettyFixture(int acceptors, Handler handler, ThreadPool threads) throws Exception {
    server = new Server(threads);
    connector = new ServerConnector(server, acceptors, 2);
    server.addConnector(connector);
    server.setHandler(handler);
    server.start();
    port = connector.getLocalPort();
    resource = JettyServerResource.of(server);
  }

  static JettyFixture start(Gate gate, int acceptors, Waiting waiting) throws Exception {
    return new JettyFixture(acceptors, new Answers(gate, waiting), new QueuedThreadPool(50, 8));
  }

  static JettyFixture startWithoutAcceptors(Gate gate, ThreadPool threads) throws Exception {
    return new JettyFixture(0, new Answers(gate, Waiting.A_THREAD), threads);
  }

  static JettyFixture start(int acceptors, Handler handler) throws Exception {
    return new JettyFixture(acceptors, handler, new QueuedThreadPool(50, 8));
  }

  Server server() {
    return server;
  }

  ServerConnector jettyConnector() {
    return connector;
  }

  @Override
  public int port() {
    int listening = connector.getLocalPort();
    port = listening > 0 ? listening : port;
    return port;
  }

  @Override
  public Optional<String> portSetting() {
    return Optional.of("jetty.http.port");
  }

  @Override
  public CheckpointResource resource() {
    return resource;
  }

  @Override
  public void stop() throws Exception {
    server.stop();
  }

  private static final class Answers extends Handler.Abstract {
    private final Gate gate;
    private final Waiting waiting;

    Answers(Gate gate, Waiting waiting) {
      this.gate = gate;
      this.waiting = waiting;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      switch (Request.getPathInContext(request)) {
        case "/quick" -> write(response, "quick", callback);
        case "/echo" -> write(response, Content.Source.asString(request), callback);
        case "/gated" -> {
          if (waiting == Waiting.A_THREAD) {
            gate.pass();
            write(response, "gated", callback);
          } else {
            gate.arrive().thenRun(() -> write(response, "gated", callback));
          }
        }
        default -> Response.writeError(request, response, callback, 404);
      }
      return true;
    }

    private static void write(Response response, String body, Callback callback) {
      response.write(true, StandardCharsets.UTF_8.encode(body), callback);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import dev.cracservers.core.CheckpointResource;
import dev.cracservers.testkit.ClientConnection;
import dev.cracservers.testkit.ConnectorFixture;
import dev.cracservers.testkit.Descriptor;
import dev.cracservers.testkit.Gate;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ThreadPool;

/**
 * A Jetty server on an ephemeral port or a unix socket that answers as the contracts want it, and
 * echoes bodies.
 */
final class JettyFixture implements ConnectorFixture {

  /** What a request that waits at the gate holds meanwhile. */
  enum Waiting {
    A_THREAD,
    NO_THREAD
  }

  private final Server server;
  private final Wire wire;
  private final AbstractConnector connector;
  private final JettyServerResource resource;
  private int port;

  private JettyFixture(Wire wire, int acceptors, Handler handler, ThreadPool threads)
      throws Exception {
    this.wire = wire;
    server = new Server(threads);
    connector = wire.connector(server, acceptors);
    server.addConnector(connector);
    server.setHandler(handler);
    server.start();
    resource = JettyServerResource.of(server);
  }

  static JettyFixture start(Gate gate, int acceptors, Waiting waiting) throws Exception {
    return start(gate, Wire.HTTP, acceptors, waiting);
  }

  static JettyFixture start(Gate gate, Wire wire, int acceptors, Waiting waiting) throws Exception {
    return start(wire, acceptors, new Answers(gate, waiting));
  }

  static JettyFixture start(Wire wire, int acceptors, Handler handler) throws Exception {
    return new JettyFixture(wire, acceptors, handler, new QueuedThreadPool(50, 8));
  }

  static JettyFixture startWithoutAcceptors(Gate gate, ThreadPool threads) throws Exception {
    return new JettyFixture(Wire.HTTP, 0, new Answers(gate, Waiting.A_THREAD), threads);
  }

  static Handler answers(Gate gate) {
    return new Answers(gate, Waiting.NO_THREAD);
  }

  Server server() {
    return server;
  }

  /** Returns the connector of a server on TCP. */
  ServerConnector jettyConnector() {
    return (ServerConnector) connector;
  }

  /** Returns the port; -1 if it listens on a unix socket. */
  @Override
  public int port() {
    if (!(connector instanceof ServerConnector tcp)) {
      return -1;
    }
    int listening = tcp.getLocalPort();
    port = listening > 0 ? listening : port;
    return port;
  }

  @Override
  public Optional<String> portSetting() {
    return Optional.of(RebindAddress.prefix(connector) + ".port");
  }

  @Override
  public Socket connect() throws IOException {
    return wire.connect(connector, port());
  }

  @Override
  public ClientConnection open() throws IOException {
    return wire.over(connect());
  }

  /** Of a unix socket, only the server's end has a name. */
  @Override
  public boolean isForeign(Descriptor descriptor) {
    return wire == Wire.UNIX && descriptor.detail().equals("unix (no name)");
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

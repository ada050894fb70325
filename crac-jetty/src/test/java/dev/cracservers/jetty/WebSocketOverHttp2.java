// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import dev.cracservers.core.Deadline;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpClientTransportDynamic;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.transport.ClientConnectionFactoryOverHTTP2;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.client.WebSocketClient;

/** A WebSocket on a stream of HTTP/2, RFC 8441, with a client that answers a close. */
final class WebSocketOverHttp2 implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 20;

  private final HttpClient http;
  private final WebSocketClient client;
  private final Peer peer = new Peer();
  private final Session session;

  private WebSocketOverHttp2(int port, String path) throws Exception {
    ClientConnector connector = new ClientConnector();
    http =
        new HttpClient(
            new HttpClientTransportDynamic(
                connector, new ClientConnectionFactoryOverHTTP2.HTTP2(new HTTP2Client(connector))));
    client = new WebSocketClient(http);
    client.start();
    session =
        client
            .connect(peer, URI.create("ws://localhost:" + port + path))
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  static WebSocketOverHttp2 connect(int port, String path) throws Exception {
    return new WebSocketOverHttp2(port, path);
  }

  /**
   * Sends a text until an answer comes, which it returns. The client of Jetty may not notice one
   * that comes together with the answer to its upgrade, before there is more.
   */
  String ask(String text) throws Exception {
    Deadline deadline = Deadline.after(Duration.ofSeconds(PATIENCE_SECONDS));
    while (true) {
      session.sendText(text, Callback.NOOP);
      try {
        return peer.answer.get(200, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        if (deadline.isExpired()) {
          throw e;
        }
      }
    }
  }

  int closeStatus() throws Exception {
    return peer.closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    LifeCycle.stop(client);
    LifeCycle.stop(http);
  }

  public static final class Peer implements Session.Listener.AutoDemanding {
    private final CompletableFuture<String> answer = new CompletableFuture<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();

    @Override
    public void onWebSocketText(String message) {
      answer.complete(message);
    }

    @Override
    public void onWebSocketClose(int statusCode, String reason, Callback callback) {
      closed.complete(statusCode);
      callback.succeed();
    }
  }
}

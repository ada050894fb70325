// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.core.CheckpointReport;
import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.CheckpointSettings;
import dev.cracservers.core.Deadline;
import dev.cracservers.testkit.Rehearsal;
import dev.cracservers.testkit.ResourceFixture;
import dev.cracservers.testkit.RoundTripContract;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What clients and the application see of WebSockets when a checkpoint comes. */
@Timeout(60)
final class WebSocketTest {
  private static final int SERVICE_RESTART = 1012;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private Echoing echoing;

  @BeforeEach
  void start() throws Exception {
    echoing = new Echoing();
  }

  @AfterEach
  void stop() throws Exception {
    echoing.stop();
  }

  @Test
  void isClosedForARestartAndTheCloseIsAwaited() throws Exception {
    for (int cycle = 1; cycle <= 3; cycle++) {
      int soFar = echoing.closed.size();
      try (WebSocketClient client = echoing.connect()) {
        client.echo("before");
        client.answerClose();

        CheckpointReport report = checkpoint();

        assertThat(client.closeStatus()).isEqualTo(SERVICE_RESTART);
        assertThat(report.count("webSocketsClosed")).as("%s", report).isEqualTo(1);
        assertThat(Deadline.after(PATIENCE).await(() -> echoing.closed.size() > soFar)).isTrue();
        assertThat(echoing.closed).containsOnly(SERVICE_RESTART);
      }
    }
  }

  @Test
  void aClientThatDoesNotAnswerIsClosed() throws Exception {
    try (WebSocketClient client = echoing.connect()) {
      client.echo("before");

      CheckpointReport report = checkpoint();

      assertThat(report.count("cut")).as("%s", report).isZero();
      assertThat(client.readClose()).isEqualTo(SERVICE_RESTART);
    }
  }

  @Test
  void isClosedForARestartOnAStreamOfHttp2() throws Exception {
    for (int cycle = 1; cycle <= 3; cycle++) {
      int soFar = echoing.closed.size();
      try (WebSocketOverHttp2 client =
          WebSocketOverHttp2.connect(echoing.connector.getLocalPort(), "/echo")) {
        assertThat(client.ask("before")).isEqualTo("before");

        CheckpointReport report = checkpoint();

        assertThat(client.closeStatus()).isEqualTo(SERVICE_RESTART);
        assertThat(report.count("webSocketsClosed")).as("%s", report).isEqualTo(1);
        assertThat(report.count("goAways")).as("%s", report).isEqualTo(1);
        assertThat(Deadline.after(PATIENCE).await(() -> echoing.closed.size() > soFar)).isTrue();
        assertThat(echoing.closed).containsOnly(SERVICE_RESTART);
      }
    }
  }

  @Nested
  final class RoundTrip extends RoundTripContract {
    @Override
    protected ResourceFixture start() throws Exception {
      return new Echoing();
    }
  }

  private CheckpointReport checkpoint() throws Exception {
    try (Rehearsal rehearsal = Rehearsal.of(echoing.resource(), CheckpointSettings.defaults())) {
      return rehearsal.checkpoint();
    }
  }

  /** A server that echoes texts and remembers with which status its WebSockets were closed. */
  static final class Echoing implements ResourceFixture {
    private final List<Integer> closed = new CopyOnWriteArrayList<>();
    private final Server server = new Server();
    private final ServerConnector connector;
    private final CheckpointResource resource;

    Echoing() throws Exception {
      connector = (ServerConnector) Wire.H2C.connector(server, 1);
      server.addConnector(connector);
      server.setHandler(
          WebSocketUpgradeHandler.from(
              server,
              container ->
                  container.addMapping("/echo", (request, response, callback) -> new Echo())));
      server.start();
      resource = JettyServerResource.of(server);
    }

    WebSocketClient connect() throws IOException {
      return WebSocketClient.connect(connector.getLocalPort(), "/echo");
    }

    @Override
    public CheckpointResource resource() {
      return resource;
    }

    @Override
    public void use() throws IOException {
      try (WebSocketClient client = connect()) {
        client.echo("hello");
      }
    }

    @Override
    public void stop() throws Exception {
      server.stop();
    }

    public final class Echo implements Session.Listener.AutoDemanding {
      private @Nullable Session session;

      @Override
      public void onWebSocketOpen(Session opened) {
        session = opened;
      }

      @Override
      public void onWebSocketText(String message) {
        Objects.requireNonNull(session).sendText(message, Callback.NOOP);
      }

      @Override
      public void onWebSocketClose(int statusCode, String reason, Callback callback) {
        closed.add(statusCode);
        callback.succeed();
      }
    }
  }
}

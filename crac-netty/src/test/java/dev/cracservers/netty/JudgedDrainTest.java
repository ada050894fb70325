// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.core.CheckpointReport;
import dev.cracservers.core.CheckpointSettings;
import dev.cracservers.core.CheckpointSettings.OnDrainTimeout;
import dev.cracservers.core.Phase;
import dev.cracservers.testkit.ClientConnection.Reply;
import dev.cracservers.testkit.ConnectorFixture;
import dev.cracservers.testkit.Gate;
import dev.cracservers.testkit.Moment;
import dev.cracservers.testkit.RawClient;
import dev.cracservers.testkit.Rehearsal;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every kind of connection in one drain: all are answered but the one that never ends. */
@Timeout(120)
class JudgedDrainTest {
  private static final String END = " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  private static final String POST =
      "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 8\r\n\r\n";

  /** Long enough for all but the last, on a slow machine too. */
  private static final CheckpointSettings SETTINGS =
      CheckpointSettings.defaults()
          .withDeadline(Phase.DRAIN, Duration.ofSeconds(8))
          .withOnDrainTimeout(OnDrainTimeout.FORCE);

  private final Gate gate = new Gate();

  @Test
  void ofNettyAllAreAnsweredButTheOneThatNeverEnds() throws Exception {
    judge(NettyFixture.speaking(Pipelines.cleartext(gate)), 4, "/never");
  }

  /** It hands on a pipelined request when the one before is answered. */
  @Test
  void ofReactorNettyAllAreAnswered() throws Exception {
    judge(ReactorFixture.rebuilding(gate), 3, "/gated");
  }

  private void judge(ConnectorFixture server, int arrivals, String last) throws Exception {
    int unanswered = last.equals("/never") ? 1 : 0;
    CompletableFuture<Integer> closeStatus = new CompletableFuture<>();
    try (RawClient slow = RawClient.connect(server);
        RawClient halfHead = RawClient.connect(server);
        RawClient halfBody = RawClient.connect(server);
        RawClient pipelining = RawClient.connect(server);
        RawClient endless = RawClient.connect(server);
        RawClient idle = RawClient.connect(server);
        RawClient alsoIdle = RawClient.connect(server);
        Http2Client http2 = new Http2Client(server.port());
        Rehearsal rehearsal = Rehearsal.of(server.resource(), SETTINGS)) {
      http2.send("/quick");
      http2.receive();
      WebSocket socket = webSocket(server.port(), closeStatus);
      endless.send("GET " + last + END);
      slow.send("GET /gated" + END);
      pipelining.send("GET /gated" + END + "GET /gated" + END);
      gate.awaitArrivals(arrivals);
      halfBody.send(POST + "half");
      halfHead.send("GET /qu");
      // Two loops serve in turn: once these are answered, both have read what came before.
      idle.get("/quick");
      alsoIdle.get("/quick");
      rehearsal.at(
          Moment.DRAIN_RETURNED,
          () -> {
            assertThat(idle.isAtEnd()).isTrue();
            assertThat(http2.goAway()).isEqualTo(Integer.MAX_VALUE);
            http2.send("/quick");
            assertThat(http2.receive()).isEqualTo("quick");
            http2.answerPing();
            halfHead.send("ick" + END);
            halfBody.send("full");
            assertLast(halfHead, "quick");
            assertLast(halfBody, "halffull");
            gate.open();
          });

      CheckpointReport report = rehearsal.checkpoint();

      assertLast(slow, "gated");
      Reply first = pipelining.receive();
      assertThat(first.headers()).doesNotContainKey("connection");
      assertLast(pipelining, "gated");
      assertThat(http2.isAtEnd()).isTrue();
      assertThat(closeStatus.get(20, TimeUnit.SECONDS)).isEqualTo(1012);
      if (unanswered == 0) {
        assertLast(endless, "gated");
      }
      assertThat(endless.isAtEnd()).isTrue();
      assertThat(report.count("left")).as("%s", report).isEqualTo(unanswered);
      assertThat(report.count("cut")).as("%s", report).isEqualTo(unanswered);
      assertThat(report.count("idleClosed")).as("%s", report).isEqualTo(2);
      assertThat(report.count("finished")).as("%s", report).isEqualTo(7 - unanswered);
      socket.abort();
      server.use();
    } finally {
      gate.open();
      server.stop();
    }
  }

  private static void assertLast(RawClient client, String body) throws IOException {
    Reply reply = client.receive();
    assertThat(reply.body()).isEqualTo(body);
    assertThat(reply.headers()).containsEntry("connection", "close");
    assertThat(client.isAtEnd()).isTrue();
  }

  private static WebSocket webSocket(int port, CompletableFuture<Integer> closeStatus) {
    return HttpClient.newHttpClient()
        .newWebSocketBuilder()
        .buildAsync(
            URI.create("ws://127.0.0.1:" + port + "/socket"),
            new WebSocket.Listener() {
              @Override
              public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
                closeStatus.complete(code);
                return CompletableFuture.completedFuture(null);
              }
            })
        .join();
  }
}

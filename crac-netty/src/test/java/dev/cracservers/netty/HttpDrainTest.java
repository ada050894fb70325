// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cracservers.core.CheckpointException;
import dev.cracservers.core.CheckpointReport;
import dev.cracservers.core.CheckpointSettings;
import dev.cracservers.core.CheckpointSettings.OnDrainTimeout;
import dev.cracservers.core.Phase;
import dev.cracservers.netty.NettyFixture.Transport;
import dev.cracservers.testkit.ClientConnection.Reply;
import dev.cracservers.testkit.Gate;
import dev.cracservers.testkit.Moment;
import dev.cracservers.testkit.RawClient;
import dev.cracservers.testkit.Rehearsal;
import dev.cracservers.testkit.TestAction;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which connections a drain waits for, and what their clients see. */
@Timeout(60)
class HttpDrainTest {
  private static final String REST = "\r\nHost: localhost\r\n\r\n";
  private static final String QUICK = "GET /quick HTTP/1.1" + REST;
  private static final String POST =
      "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 8\r\n\r\n";
  private static final String CHUNKED =
      "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";

  private final Gate gate = new Gate();
  private final List<RawClient> clients = new ArrayList<>();
  private NettyFixture server;

  @BeforeEach
  final void start() throws Exception {
    server = NettyFixture.rebuilding(gate, Transport.NIO);
  }

  @AfterEach
  final void stop() throws Exception {
    gate.open();
    for (RawClient client : clients) {
      client.close();
    }
    server.stop();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "G",
        "GET /quick",
        "GET /quick HTTP/1.1\r\n",
        "GET /quick HTTP/1.1\r\nHo",
        "GET /quick HTTP/1.1\r\nHost: localhost\r\n"
      })
  void aRequestHeadThatHasArrivedInPartIsWaitedFor(String part) throws Exception {
    RawClient half = client();
    half.send(part);

    CheckpointReport report =
        checkpointOnceIdleIsClosed(
            () -> {
              half.send(QUICK.substring(part.length()));
              assertLast(half, "quick");
            });

    assertThat(report.count("finished")).as("%s", report).isEqualTo(1);
    assertThat(report.count("idleClosed")).as("%s", report).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {POST + "half", CHUNKED + "4\r\nhalf\r\n", CHUNKED + "4\r\nhalf\r\n4"})
  void aBodyThatHasArrivedInPartIsWaitedFor(String part) throws Exception {
    RawClient half = client();
    half.send(part);
    String rest = part.startsWith(POST) ? "full" : "4\r\nfull\r\n0\r\n\r\n";

    CheckpointReport report =
        checkpointOnceIdleIsClosed(
            () -> {
              half.send(part.endsWith("\n4") ? rest.substring(1) : rest);
              assertLast(half, "halffull");
            });

    assertThat(report.count("finished")).as("%s", report).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"G", "GET /quick HTTP/1.1\r\n", "GET /quick HTTP/1.1\r\nHost: loc"})
  void aPartOfARequestBehindAWholeOneIsWaitedFor(String part) throws Exception {
    RawClient pipelining = client();
    pipelining.send(QUICK + part);
    assertThat(pipelining.receive().body()).isEqualTo("quick");

    checkpointOnceIdleIsClosed(
        () -> {
          pipelining.send(QUICK.substring(part.length()));
          assertLast(pipelining, "quick");
        });
  }

  @Test
  void aPartOfARequestBehindOneThatCameInPartsIsWaitedFor() throws Exception {
    RawClient pipelining = client();
    pipelining.send("GET /qui");

    checkpointOnceIdleIsClosed(
        () -> {
          pipelining.send("ck HTTP/1.1" + REST + "GET /qu");
          Reply first = pipelining.receive();
          assertThat(first.body()).isEqualTo("quick");
          assertThat(first.headers()).doesNotContainKey("connection");
          pipelining.send("ick HTTP/1.1" + REST);
          assertLast(pipelining, "quick");
        });
  }

  @Test
  void aResponseThatIsStillBeingSentIsWaitedForAndCounted() throws Exception {
    RawClient reader = client();
    reader.send("GET /large HTTP/1.1" + REST);

    CheckpointReport report =
        checkpointOnceIdleIsClosed(
            () -> assertThat(reader.receive().body()).hasSize(Answers.LARGE));

    assertThat(reader.isAtEnd()).isTrue();
    assertThat(report.count("finished")).as("%s", report).isEqualTo(1);
  }

  @Test
  void aResponseThatNobodyReadsIsCutByForceAndCounted() throws Exception {
    client().send("GET /large HTTP/1.1" + REST);
    idleClient();

    CheckpointReport report =
        checkpoint(impatient().withOnDrainTimeout(OnDrainTimeout.FORCE), () -> {});

    assertThat(report.count("cut")).as("%s", report).isEqualTo(1);
  }

  @Test
  void lineEndsBetweenRequestsAreNoRequest() throws Exception {
    RawClient kept = client();
    kept.get("/quick");
    kept.send("\r\n\r\n");

    CheckpointReport report = checkpoint(CheckpointSettings.defaults(), kept::isAtEnd);

    assertThat(report.count("idleClosed")).as("%s", report).isEqualTo(1);
  }

  @Test
  void onlyTheLastOfPipelinedResponsesEndsTheConnection() throws Exception {
    RawClient pipelining = client();
    pipelining.send("GET /gated HTTP/1.1" + REST + "GET /gated HTTP/1.1" + REST);
    gate.awaitArrivals(2);

    CheckpointReport report = checkpoint(CheckpointSettings.defaults(), gate::open);

    Reply first = pipelining.receive();
    assertThat(first.body()).isEqualTo("gated");
    assertThat(first.headers()).doesNotContainKey("connection");
    assertLast(pipelining, "gated");
    assertThat(report.count("finished")).as("%s", report).isEqualTo(2);
    assertThat(report.count("idleClosed")).as("%s", report).isZero();
  }

  @Test
  void requestsThatArriveTogetherDuringTheDrainAreAllAnswered() throws Exception {
    RawClient pipelining = client();
    pipelining.send("GET /quick");

    CheckpointReport report =
        checkpointOnceIdleIsClosed(
            () -> {
              pipelining.send(" HTTP/1.1" + REST + QUICK + QUICK);
              assertThat(pipelining.receive().headers()).doesNotContainKey("connection");
              assertThat(pipelining.receive().headers()).doesNotContainKey("connection");
              assertLast(pipelining, "quick");
            });

    assertThat(report.count("finished")).as("%s", report).isEqualTo(3);
  }

  @Test
  void aHalfReceivedRequestIsCutByForceAndCounted() throws Exception {
    client().send("GET /qu");
    idleClient();

    CheckpointReport report =
        checkpoint(impatient().withOnDrainTimeout(OnDrainTimeout.FORCE), () -> {});

    assertThat(report.count("left")).as("%s", report).isEqualTo(1);
    assertThat(report.count("cut")).as("%s", report).isEqualTo(1);
  }

  @Test
  void connectionsAreKeptAliveAgainAfterADrainThatWasGivenUp() throws Exception {
    RawClient slow = client();
    slow.send("GET /gated HTTP/1.1" + REST);
    gate.awaitArrivals(1);

    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> checkpoint(impatient(), () -> {}))
        .withMessageContaining("left=1");

    RawClient kept = client();
    for (int request = 0; request < 3; request++) {
      assertThat(kept.get("/quick").headers()).doesNotContainKey("connection");
    }
    gate.open();
    assertThat(slow.receive().headers()).doesNotContainKey("connection");
    assertThat(slow.get("/quick").body()).isEqualTo("quick");
  }

  private CheckpointReport checkpoint(CheckpointSettings settings, TestAction whileDraining)
      throws Exception {
    try (Rehearsal rehearsal = Rehearsal.of(server.resource(), settings)) {
      return rehearsal.at(Moment.DRAIN_RETURNED, whileDraining).checkpoint();
    }
  }

  /** A connection that is taken for idle by mistake is closed by then too. */
  private CheckpointReport checkpointOnceIdleIsClosed(TestAction action) throws Exception {
    RawClient idle = idleClient();
    return checkpoint(
        CheckpointSettings.defaults(),
        () -> {
          assertThat(idle.isAtEnd()).isTrue();
          action.run();
        });
  }

  private static CheckpointSettings impatient() {
    return CheckpointSettings.defaults().withDeadline(Phase.DRAIN, Duration.ofMillis(200));
  }

  private static void assertLast(RawClient client, String body) throws IOException {
    Reply reply = client.receive();
    assertThat(reply.body()).isEqualTo(body);
    assertThat(reply.headers()).containsEntry("connection", "close");
    assertThat(client.isAtEnd()).isTrue();
  }

  /** Two loops serve in turn: when two more have been answered, both have read what came before. */
  private RawClient idleClient() throws IOException {
    client().get("/quick");
    clients.remove(clients.size() - 1).close();
    RawClient idle = client();
    idle.get("/quick");
    return idle;
  }

  private RawClient client() throws IOException {
    RawClient client = RawClient.connect(server);
    clients.add(client);
    return client;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cracservers.core.CheckpointException;
import dev.cracservers.core.CheckpointReport;
import dev.cracservers.core.CheckpointReport.Outcome;
import dev.cracservers.core.CheckpointSettings;
import dev.cracservers.core.CheckpointSettings.OnDrainTimeout;
import dev.cracservers.core.Phase;
import dev.cracservers.core.sockets.KernelSocket;
import dev.cracservers.jetty.JettyFixture.Waiting;
import dev.cracservers.testkit.ClientConnection.Reply;
import dev.cracservers.testkit.ConnectorDrainContract;
import dev.cracservers.testkit.ConnectorFixture;
import dev.cracservers.testkit.Gate;
import dev.cracservers.testkit.Moment;
import dev.cracservers.testkit.RawClient;
import dev.cracservers.testkit.Rehearsal;
import dev.cracservers.testkit.TestAction;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JettyDrainTest extends ConnectorDrainContract {
  private static final String REST = "\r\nHost: localhost\r\n\r\n";

  private final List<RawClient> clients = new ArrayList<>();

  @Override
  protected ConnectorFixture start(Gate gate) throws Exception {
    return JettyFixture.start(gate, 1, Waiting.NO_THREAD);
  }

  @AfterEach
  final void closeClients() throws IOException {
    for (RawClient client : clients) {
      client.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"G", "GET /quick", "GET /quick HTTP/1.1\r\nHo"})
  void aRequestLineOrHeadThatHasArrivedInPartIsWaitedFor(String part) throws Exception {
    String request = "GET /quick HTTP/1.1\r\nHost: localhost\r\n\r\n";
    RawClient half = client();
    half.send(part);
    RawClient idle = idleSince();

    CheckpointReport report =
        checkpoint(
            CheckpointSettings.defaults(),
            () -> {
              assertThat(idle.isAtEnd()).isTrue();
              half.send(request.substring(part.length()));
              assertLast(half.receive(), "quick");
            });

    assertThat(report.count("finished")).as("%s", report).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "Content-Length: 8, half, full",
    "Transfer-Encoding: chunked, '4\r\nhalf\r\n', '4\r\nfull\r\n0\r\n\r\n'",
    "Transfer-Encoding: chunked, '8\r\nhalf', 'full\r\n0\r\n\r\n'",
  })
  void aBodyThatHasArrivedInPartIsWaitedFor(String header, String first, String rest)
      throws Exception {
    RawClient half = client();
    half.send("POST /echo HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n\r\n" + first);
    RawClient idle = idleSince();

    CheckpointReport report =
        checkpoint(
            CheckpointSettings.defaults(),
            () -> {
              assertThat(idle.isAtEnd()).isTrue();
              half.send(rest);
              assertLast(half.receive(), "halffull");
            });

    assertThat(report.count("finished")).as("%s", report).isEqualTo(1);
  }

  @Test
  void aHalfReceivedRequestBehindAnotherOneIsWaitedFor() throws Exception {
    RawClient pipelining = client();
    pipelining.send("GET /quick HTTP/1.1" + REST + "GET /qu");
    assertThat(pipelining.receive().body()).isEqualTo("quick");
    RawClient idle = idleSince();

    checkpoint(
        CheckpointSettings.defaults(),
        () -> {
          assertThat(idle.isAtEnd()).isTrue();
          pipelining.send("ick HTTP/1.1" + REST);
          assertLast(pipelining.receive(), "quick");
        });
  }

  @Test
  void aResponseDuringTheDrainTellsTheClientToGo() throws Exception {
    RawClient kept = client();
    kept.get("/quick");
    kept.send("GET /gated HTTP/1.1" + REST);
    gate.awaitArrivals(1);

    CheckpointReport report = checkpoint(CheckpointSettings.defaults(), gate::open);

    assertLast(kept.receive(), "gated");
    assertThat(kept.isAtEnd()).isTrue();
    assertThat(report.count("keepAliveEnded")).as("%s", report).isEqualTo(1);
  }

  @Test
  void anIdleConnectionIsClosedAndCounted() throws Exception {
    RawClient idle = client();
    idle.get("/quick");

    CheckpointReport report = checkpoint(CheckpointSettings.defaults(), idle::isAtEnd);

    assertThat(report.count("idleClosed")).as("%s", report).isEqualTo(1);
  }

  @Test
  void aHalfReceivedRequestIsCutByForceAndCounted() throws Exception {
    RawClient half = client();
    half.send("GET /qu");
    idleSince();

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
        .isThrownBy(() -> checkpoint(impatient(), () -> {}));

    RawClient kept = client();
    for (int request = 0; request < 3; request++) {
      assertThat(kept.get("/quick").headers()).doesNotContainKey("connection");
    }
    gate.open();
    assertThat(slow.receive().headers()).doesNotContainKey("connection");
    assertThat(slow.get("/quick").body()).isEqualTo("quick");
  }

  @Test
  void afterADrainThatWasGivenUpItsOwnerCanRestartTheConnector() throws Exception {
    client().send("GET /gated HTTP/1.1" + REST);
    gate.awaitArrivals(1);
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> checkpoint(impatient(), () -> {}));
    int port = connector().port();
    connector().use();

    fixture().jettyConnector().stop();
    assertThat(KernelSocket.tcpListening()).noneMatch(socket -> socket.local().getPort() == port);
    fixture().jettyConnector().start();
    gate.open();

    assertThat(fixture().jettyConnector().isAccepting()).isTrue();
    connector().use();
    assertThat(checkpoint(CheckpointSettings.defaults(), () -> {}).outcome())
        .isEqualTo(Outcome.RESTORED);
    connector().use();
  }

  @Test
  void afterAnUndoThatFailedTheNextCycleServesAgain() throws Exception {
    RawClient slow = client();
    slow.send("GET /gated HTTP/1.1" + REST);
    gate.awaitArrivals(1);
    int port = connector().port();
    CheckpointSettings settings = impatient().withDeadline(Phase.REBIND, Duration.ofMillis(100));
    try (ServerSocket taken = new ServerSocket()) {
      taken.setReuseAddress(true);
      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(() -> checkpoint(settings, () -> taken.bind(new InetSocketAddress(port))))
          .withMessageContaining("could not bind");
    }

    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> checkpoint(settings, () -> {}));

    connector().use();
    gate.open();
    assertThat(slow.receive().body()).isEqualTo("gated");
    assertThat(checkpoint(CheckpointSettings.defaults(), () -> {}).outcome())
        .isEqualTo(Outcome.RESTORED);
    connector().use();
  }

  @Test
  void aRequestWhoseConnectionIsGoneIsWaitedFor() throws Exception {
    client().send("GET /gated HTTP/1.1" + REST);
    gate.awaitArrivals(1);
    fixture().jettyConnector().stop();
    fixture().jettyConnector().start();

    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> checkpoint(impatient(), () -> {}))
        .withMessageContaining("left=1");

    CheckpointReport report = checkpoint(CheckpointSettings.defaults(), gate::open);
    assertThat(report.count("cut")).as("%s", report).isZero();
  }

  @Test
  void aConnectorThatItsOwnerHasClosedPreventsTheCheckpoint() throws Exception {
    ((ServerSocketChannel) fixture().jettyConnector().getTransport()).close();

    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> checkpoint(CheckpointSettings.defaults(), () -> {}))
        .withMessageContaining("HTTP/1.1 is started, but its listening socket is closed");
  }

  @Test
  void aConnectorThatWasStoppedStaysStopped() throws Exception {
    fixture().jettyConnector().stop();

    checkpoint(CheckpointSettings.defaults(), () -> {});

    assertThat(fixture().jettyConnector().isStopped()).isTrue();
  }

  final CheckpointReport checkpoint(CheckpointSettings settings, TestAction whileDraining)
      throws Exception {
    try (Rehearsal rehearsal = Rehearsal.of(connector().resource(), settings)) {
      return rehearsal.at(Moment.DRAIN_RETURNED, whileDraining).checkpoint();
    }
  }

  static CheckpointSettings impatient() {
    return CheckpointSettings.defaults().withDeadline(Phase.DRAIN, Duration.ofMillis(200));
  }

  /**
   * Returns a connection that has been idle for less time than those before it: when the drain has
   * closed this one, it has decided about the others. The reply proves that Jetty has read what
   * they sent.
   */
  private RawClient idleSince() throws IOException {
    RawClient idle = client();
    assertThat(idle.get("/quick").status()).isEqualTo(200);
    return idle;
  }

  private static void assertLast(Reply reply, String body) {
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEqualTo(body);
    assertThat(reply.headers()).containsEntry("connection", "close");
  }

  final JettyFixture fixture() {
    return (JettyFixture) connector();
  }

  private RawClient client() throws IOException {
    RawClient client = RawClient.connect(connector());
    clients.add(client);
    return client;
  }
}

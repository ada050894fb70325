// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cracservers.core.CheckpointException;
import dev.cracservers.core.CheckpointReport;
import dev.cracservers.core.CheckpointSettings;
import dev.cracservers.core.CheckpointSettings.OnDrainTimeout;
import dev.cracservers.core.Phase;
import dev.cracservers.testkit.Gate;
import dev.cracservers.testkit.Moment;
import dev.cracservers.testkit.Rehearsal;
import dev.cracservers.testkit.TestAction;
import java.io.DataInputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How HTTP/2 connections end, and what their clients see. */
@Timeout(60)
class Http2DrainTest {
  private static final int ANY_STREAM = Integer.MAX_VALUE;
  private static final int DATA = 0;
  private static final int GO_AWAY = 7;
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final byte[] EMPTY_SETTINGS = {0, 0, 0, 4, 0, 0, 0, 0, 0};
  private static final String UPGRADE =
      String.join(
          "\r\n",
          "GET /gated HTTP/1.1",
          "Host: localhost",
          "Connection: Upgrade, HTTP2-Settings",
          "Upgrade: h2c",
          "HTTP2-Settings: AAMAAABkAAQAAP__",
          "",
          "");

  private final Gate gate = new Gate();
  private NettyFixture server;

  @BeforeEach
  final void start() throws Exception {
    server = NettyFixture.speaking(Pipelines.cleartext(gate));
  }

  @AfterEach
  final void stop() throws Exception {
    gate.open();
    server.stop();
  }

  @Test
  void aStreamThatIsOpenedAfterTheFirstGoAwayIsAnswered() throws Exception {
    try (Http2Client client = new Http2Client(server.port())) {
      client.send("/gated");
      gate.awaitArrivals(1);

      CheckpointReport report =
          checkpoint(
              CheckpointSettings.defaults(),
              () -> {
                assertThat(client.goAway()).isEqualTo(ANY_STREAM);
                int late = client.send("/quick");
                assertThat(client.receive()).isEqualTo("quick");
                assertThat(client.hasMoreGoAways()).isFalse();
                client.answerPing();
                assertThat(client.goAway()).isEqualTo(late);
                gate.open();
                assertThat(client.receive()).isEqualTo("gated");
              });

      assertThat(client.isAtEnd()).isTrue();
      assertThat(report.count("finished")).as("%s", report).isEqualTo(2);
      assertThat(report.count("cut")).as("%s", report).isZero();
    }
  }

  @Test
  void aConnectionWithoutStreamsIsClosedAndCountedAsIdle() throws Exception {
    try (Http2Client client = new Http2Client(server.port())) {
      client.send("/quick");
      assertThat(client.receive()).isEqualTo("quick");

      CheckpointReport report = checkpoint(CheckpointSettings.defaults(), client::answerPing);

      assertThat(client.isAtEnd()).isTrue();
      assertThat(report.count("idleClosed")).as("%s", report).isEqualTo(1);
      assertThat(report.count("finished")).as("%s", report).isZero();
    }
  }

  @Test
  void aClientThatAnswersNoPingIsNotWaitedForLong() throws Exception {
    try (Http2Client client = new Http2Client(server.port())) {
      client.send("/quick");
      assertThat(client.receive()).isEqualTo("quick");

      CheckpointReport report = checkpoint(CheckpointSettings.defaults(), () -> {});

      assertThat(client.isAtEnd()).isTrue();
      assertThat(report.count("cut")).as("%s", report).isZero();
    }
  }

  @Test
  void aStreamThatDoesNotEndIsCutByForceAndCounted() throws Exception {
    try (Http2Client client = new Http2Client(server.port())) {
      client.send("/gated");
      client.send("/gated");
      gate.awaitArrivals(2);

      CheckpointReport report =
          checkpoint(impatient().withOnDrainTimeout(OnDrainTimeout.FORCE), client::answerPing);

      assertThat(report.count("left")).as("%s", report).isEqualTo(2);
      assertThat(report.count("cut")).as("%s", report).isEqualTo(2);
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void aStreamIsAnsweredAfterADrainThatWasGivenUp() throws Exception {
    try (Http2Client client = new Http2Client(server.port())) {
      client.send("/gated");
      gate.awaitArrivals(1);

      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(() -> checkpoint(impatient(), client::answerPing))
          .withMessageContaining("left=1");

      gate.open();
      assertThat(client.receive()).isEqualTo("gated");
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  @Test
  void aConnectionThatWasUpgradedIsEndedLikeAnyOther() throws Exception {
    try (Socket socket = server.connect()) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      socket.getOutputStream().write(UPGRADE.getBytes(StandardCharsets.US_ASCII));
      String head = "";
      while (!head.endsWith("\r\n\r\n")) {
        head += (char) in.readByte();
      }
      assertThat(head).startsWith("HTTP/1.1 101 ");
      socket.getOutputStream().write(PREFACE.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(EMPTY_SETTINGS);
      gate.awaitArrivals(1);

      CheckpointReport report = checkpoint(CheckpointSettings.defaults(), gate::open);

      assertThat(report.count("finished")).as("%s", report).isEqualTo(1);
      assertThat(report.count("cut")).as("%s", report).isZero();
      List<Integer> lastStreams = new ArrayList<>();
      String body = "";
      for (int start = in.read(); start >= 0; start = in.read()) {
        int length = start << 16 | in.readUnsignedShort();
        int type = in.read();
        in.readByte();
        in.readInt();
        byte[] payload = in.readNBytes(length);
        if (type == GO_AWAY) {
          lastStreams.add(ByteBuffer.wrap(payload).getInt());
        } else if (type == DATA) {
          body += new String(payload, StandardCharsets.US_ASCII);
        }
      }
      assertThat(body).isEqualTo("gated");
      assertThat(lastStreams).containsExactly(ANY_STREAM, 1);
    }
  }

  private CheckpointReport checkpoint(CheckpointSettings settings, TestAction whileDraining)
      throws Exception {
    try (Rehearsal rehearsal = Rehearsal.of(server.resource(), settings)) {
      return rehearsal.at(Moment.DRAIN_RETURNED, whileDraining).checkpoint();
    }
  }

  private static CheckpointSettings impatient() {
    return CheckpointSettings.defaults().withDeadline(Phase.DRAIN, Duration.ofMillis(200));
  }
}

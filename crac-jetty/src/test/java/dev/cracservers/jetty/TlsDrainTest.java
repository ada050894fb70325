// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cracservers.core.CheckpointReport;
import dev.cracservers.core.CheckpointSettings;
import dev.cracservers.jetty.JettyFixture.Waiting;
import dev.cracservers.testkit.Gate;
import dev.cracservers.testkit.HttpConnection;
import dev.cracservers.testkit.Moment;
import dev.cracservers.testkit.Rehearsal;
import dev.cracservers.testkit.TestAction;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections of TLS in the middle of something, and idle ones, when a drain comes. */
@Timeout(60)
final class TlsDrainTest {
  private JettyFixture jetty;

  @BeforeEach
  void start() throws Exception {
    jetty = JettyFixture.start(new Gate(), Wire.HTTPS, 1, Waiting.NO_THREAD);
  }

  @AfterEach
  void stop() throws Exception {
    jetty.stop();
  }

  @Test
  void partOfARecordIsWaitedFor() throws Exception {
    try (HoldingSocket half = new HoldingSocket(jetty.port());
        HttpConnection slow = HttpConnection.over(TestKeys.over(half));
        HttpConnection idle = HttpConnection.over(jetty.connect())) {
      slow.get("/quick");
      half.hold();
      slow.send("/quick");
      idle.get("/quick");

      CheckpointReport report =
          drainWhile(
              () -> {
                assertThat(isAtEnd(idle)).as("a later one is closed").isTrue();
                half.release();
                assertThat(slow.receive().headers()).containsEntry("connection", "close");
              });

      assertThat(report.count("finished")).isEqualTo(1);
    }
  }

  @Test
  void aHandshakeUnderWayIsWaitedFor() throws Exception {
    try (HoldingSocket half = new HoldingSocket(jetty.port());
        HttpConnection idle = HttpConnection.over(jetty.connect())) {
      half.hold();
      SSLSocket client = TestKeys.over(half);
      Thread handshake = new Thread(() -> shakeHands(client));
      handshake.start();
      idle.get("/quick");

      drainWhile(
          () -> {
            assertThat(isAtEnd(idle)).isTrue();
            half.release();
            HttpConnection slow = HttpConnection.over(client);
            assertThat(slow.get("/quick").headers()).containsEntry("connection", "close");
            slow.close();
          });
      handshake.join();
    }
  }

  private CheckpointReport drainWhile(TestAction action) throws Exception {
    try (Rehearsal rehearsal = Rehearsal.of(jetty.resource(), CheckpointSettings.defaults())) {
      return rehearsal.at(Moment.DRAIN_RETURNED, action).checkpoint();
    }
  }

  /** A TLS socket throws at an end without close_notify. */
  private static boolean isAtEnd(HttpConnection connection) {
    return assertThatExceptionOfType(EOFException.class)
            .isThrownBy(connection::receive)
            .withMessageContaining("the server closed")
        != null;
  }

  private static void shakeHands(SSLSocket client) {
    try {
      client.startHandshake();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

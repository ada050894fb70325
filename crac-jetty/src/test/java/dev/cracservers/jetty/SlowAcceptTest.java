// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cracservers.core.CheckpointException;
import dev.cracservers.core.CheckpointSettings;
import dev.cracservers.core.CheckpointSettings.OnDrainTimeout;
import dev.cracservers.core.Phase;
import dev.cracservers.testkit.Gate;
import dev.cracservers.testkit.HttpConnection;
import dev.cracservers.testkit.Moment;
import dev.cracservers.testkit.Rehearsal;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections that the kernel has handed over and Jetty does not know yet. */
@Timeout(60)
final class SlowAcceptTest {
  private static final CheckpointSettings IMPATIENT =
      CheckpointSettings.defaults()
          .withDeadline(Phase.DRAIN, Duration.ofMillis(200))
          .withDeadline(Phase.CLOSE, Duration.ofMillis(200));

  private final Gate gate = new Gate();
  private final Server server = new Server();
  private final ServerConnector connector = new SlowConnector();
  private HttpConnection client;

  @BeforeEach
  void startAndConnect() throws Exception {
    server.addConnector(connector);
    server.start();
    client =
        HttpConnection.over(new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort()));
    client.send("/");
    gate.awaitArrivals(1);
  }

  @AfterEach
  void stop() throws Exception {
    gate.open();
    client.close();
    server.stop();
  }

  @Test
  void isWaitedFor() throws Exception {
    try (Rehearsal rehearsal = rehearse(CheckpointSettings.defaults())) {
      rehearsal.at(Moment.DRAIN_RETURNED, gate::open).checkpoint();
    }

    assertThat(client.receive().status()).isEqualTo(404);
  }

  @Test
  void isLoadThatIsLeft() throws Exception {
    try (Rehearsal rehearsal = rehearse(IMPATIENT)) {
      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(rehearsal::checkpoint)
          .withMessageContaining("load is left");
    }
    gate.open();

    assertThat(client.receive().status()).isEqualTo(404);
  }

  @Test
  void preventsTheCheckpointWhenNobodyClosesIt() throws Exception {
    try (Rehearsal rehearsal = rehearse(IMPATIENT.withOnDrainTimeout(OnDrainTimeout.FORCE))) {
      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(rehearsal::checkpoint)
          .withMessageContaining("1 of its connections still have a descriptor");
    }
  }

  private Rehearsal rehearse(CheckpointSettings settings) {
    return Rehearsal.of(JettyServerResource.of(server), settings);
  }

  /** Jetty configures a socket before it puts the connection into its books. */
  private final class SlowConnector extends ServerConnector {
    SlowConnector() {
      super(server, 1, 1);
    }

    @Override
    protected void configure(Socket socket) {
      super.configure(socket);
      try {
        gate.pass();
      } catch (Exception e) {
        throw new IllegalStateException("cut off while it was accepting", e);
      }
    }
  }
}

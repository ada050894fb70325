// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cracservers.core.CheckpointException;
import dev.cracservers.core.CheckpointReport.Outcome;
import dev.cracservers.core.CheckpointSettings;
import dev.cracservers.core.Phase;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * What every connector does in REBIND: it listens where it did, or where the restore says, when all
 * else is back and not before, and says clearly when it cannot.
 */
public abstract class ConnectorRebindContract extends ConnectorContract {

  @Test
  void itListensOnThePortItHad() throws Exception {
    int port = connector().port();
    Rehearsal rehearsal = rehearse();
    for (int round = 0; round < 3; round++) {
      rehearsal.checkpoint();

      assertThat(connector().port()).isEqualTo(port);
      connector().use();
    }
  }

  @Test
  void itListensOnThePortOfTheRestoreAndStaysThere() throws Exception {
    Optional<String> setting = connector().portSetting();
    Assumptions.assumeTrue(setting.isPresent(), "this connector does not move");
    int before = connector().port();
    int other = freePort();
    Rehearsal rehearsal = rehearse();
    rehearsal.image().withSetting(setting.get(), String.valueOf(other));

    for (int round = 0; round < 3; round++) {
      rehearsal.checkpoint();

      assertThat(connector().port()).isEqualTo(other).isNotEqualTo(before);
      connector().use();
    }
  }

  @Test
  void noConnectionIsAcceptedBeforeAllElseIsReopened() throws Exception {
    rehearse()
        .at(
            Moment.BEFORE_REBIND,
            () -> assertThatExceptionOfType(ConnectException.class).isThrownBy(this::connect))
        .checkpoint();

    connector().use();
  }

  @Test
  void requestsRightAfterARestoreAreServed() throws Exception {
    Rehearsal rehearsal = rehearse();
    for (int round = 0; round < 3; round++) {
      rehearsal.checkpoint();

      ClientConnection kept = connect();
      for (int request = 0; request < 10; request++) {
        assertThat(kept.get("/quick").status()).isEqualTo(200);
      }
    }
  }

  @Test
  void aPortThatIsTakenIsAClearError() throws Exception {
    int port = connector().port();
    Rehearsal rehearsal =
        rehearse(CheckpointSettings.defaults().withDeadline(Phase.REBIND, Duration.ofMillis(300)));
    try (ServerSocket taken = new ServerSocket()) {
      rehearsal.at(Moment.FROZEN, () -> take(taken, port));

      CheckpointException failed =
          catchThrowableOfType(CheckpointException.class, rehearsal::checkpoint);

      assertThat(failed.report().outcome()).isEqualTo(Outcome.RESTORE_FAILED);
      assertThat(failed).hasMessageContaining(connector().resource().name());
      // Of the resource itself: the exception of the coordinator names its causes, too.
      assertThat(failed.getSuppressed()[0].getMessage())
          .as("who, what, after how long")
          .contains(String.valueOf(port))
          .containsPattern("\\d+ ms");
    }
  }

  private static void take(ServerSocket socket, int port) throws Exception {
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(port));
  }

  private static int freePort() throws Exception {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }
}

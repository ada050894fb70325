// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cracservers.core.CheckpointException;
import dev.cracservers.core.CheckpointSettings;
import dev.cracservers.core.Phase;
import dev.cracservers.testkit.Moment;
import dev.cracservers.testkit.Rehearsal;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DatagramTest {
  @Test
  void aPortThatIsTakenIsSaidToBeAndByWhom() throws Exception {
    DatagramEcho echo = new DatagramEcho();
    CheckpointSettings settings =
        CheckpointSettings.defaults().withDeadline(Phase.REBIND, Duration.ofMillis(500));
    try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Rehearsal rehearsal = Rehearsal.of(echo.resource(), settings)) {
      rehearsal.image().withSetting("udp.port", Integer.toString(taken.getLocalPort()));

      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(rehearsal::checkpoint)
          .withMessageContaining("udp could not bind udp ")
          .withMessageContaining("Process " + ProcessHandle.current().pid() + " has it")
          .withMessageContaining("--set udp.port=PORT");
    } finally {
      echo.stop();
    }
  }

  @Test
  void nothingIsReadDuringADrainAndAllAfterAnUndo() throws Exception {
    DatagramEcho echo = new DatagramEcho();
    CheckpointSettings settings =
        CheckpointSettings.defaults().withDeadline(Phase.CLOSE, Duration.ofMillis(200));
    try (DatagramSocket client = echo.client();
        Rehearsal rehearsal = Rehearsal.of(echo.resource(), settings)) {
      rehearsal.at(
          Moment.BEFORE_CLOSE,
          () -> {
            echo.send(client);
            throw new IOException("given up");
          });

      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(rehearsal::checkpoint)
          .withMessageContaining("given up");

      assertThat(echo.receive(client)).isEqualTo("ping");
    } finally {
      echo.stop();
    }
  }
}

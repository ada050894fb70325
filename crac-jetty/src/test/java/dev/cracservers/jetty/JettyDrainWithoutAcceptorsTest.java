// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cracservers.core.CheckpointException;
import dev.cracservers.core.CheckpointReport.Outcome;
import dev.cracservers.core.CheckpointSettings;
import dev.cracservers.core.Phase;
import dev.cracservers.jetty.JettyFixture.Waiting;
import dev.cracservers.testkit.ConnectorFixture;
import dev.cracservers.testkit.Gate;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class JettyDrainWithoutAcceptorsTest extends JettyDrainTest {
  @Override
  protected ConnectorFixture start(Gate gate) throws Exception {
    return JettyFixture.start(gate, 0, Waiting.A_THREAD);
  }

  @Test
  void aListenerThatTheKernelKeepsPreventsTheCheckpoint() throws Exception {
    CheckpointSettings settings = impatient().withDeadline(Phase.REBIND, Duration.ofMillis(100));
    // A closed channel keeps its descriptor as long as a selector has not let go of it.
    try (Selector keeper = Selector.open()) {
      SelectableChannel listener = (SelectableChannel) fixture().jettyConnector().getTransport();
      listener.register(keeper, SelectionKey.OP_ACCEPT);

      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(() -> checkpoint(settings, () -> {}))
          .withMessageContaining("was closed, but the kernel still listens on it after");
    }

    assertThat(checkpoint(CheckpointSettings.defaults(), () -> {}).outcome())
        .isEqualTo(Outcome.RESTORED);
    connector().use();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cracservers.core.CheckpointException;
import dev.cracservers.core.CheckpointReport.Outcome;
import dev.cracservers.core.CheckpointSettings;
import dev.cracservers.core.CheckpointSettings.OnDrainTimeout;
import dev.cracservers.core.Phase;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * What every connector does in CLOSE: when it returns its descriptors are gone, whatever clients
 * did, and an undo brings them back.
 */
public abstract class ConnectorCloseContract extends ConnectorContract {
  /** A listener that is released a moment too late shows itself only now and then. */
  private static final int ROUNDS = 30;

  @Test
  void noDescriptorIsOpenOnceCloseHasReturned() throws Exception {
    Rehearsal rehearsal = rehearse().at(Moment.CLOSE_RETURNED, this::assertNothingIsOpen);

    for (int round = 0; round < ROUNDS; round++) {
      rehearsal.checkpoint();
      connector().use();
    }
  }

  @Test
  void noDescriptorOfAnIdleConnectionIsOpenOnceCloseHasReturned() throws Exception {
    Rehearsal rehearsal = rehearse().at(Moment.CLOSE_RETURNED, this::assertNothingIsOpen);

    for (int round = 0; round < ROUNDS; round++) {
      connect().get("/quick");
      connect();
      rehearsal.checkpoint();
    }
  }

  @Test
  void noDescriptorOfACutRequestIsOpenOnceCloseHasReturned() throws Exception {
    CheckpointSettings force =
        CheckpointSettings.defaults()
            .withDeadline(Phase.DRAIN, Duration.ofMillis(100))
            .withOnDrainTimeout(OnDrainTimeout.FORCE);
    sendGated();

    rehearse(force).at(Moment.CLOSE_RETURNED, this::assertNothingIsOpen).checkpoint();

    connector().use();
  }

  @Test
  void aCloseThatIsUndoneServesAgainOnTheSamePort() throws Exception {
    int port = connector().port();
    Rehearsal rehearsal = rehearse();
    for (int round = 0; round < 3; round++) {
      rehearsal.at(
          Moment.CLOSE_RETURNED,
          () -> {
            throw new IllegalStateException("somebody else cannot close");
          });

      CheckpointException refused =
          catchThrowableOfType(CheckpointException.class, rehearsal::checkpoint);

      assertThat(refused.report().outcome()).isEqualTo(Outcome.REFUSED);
      assertThat(connector().port()).isEqualTo(port);
      connector().use();
    }
    assertThat(rehearsal.reset().checkpoint().outcome()).isEqualTo(Outcome.RESTORED);
    connector().use();
  }

  private void assertNothingIsOpen() {
    assertThat(serverDescriptors().descriptors()).isEmpty();
  }
}

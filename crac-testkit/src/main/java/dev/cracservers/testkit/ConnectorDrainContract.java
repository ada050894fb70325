// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cracservers.core.CheckpointException;
import dev.cracservers.core.CheckpointReport;
import dev.cracservers.core.CheckpointReport.Outcome;
import dev.cracservers.core.CheckpointSettings;
import dev.cracservers.core.CheckpointSettings.OnDrainTimeout;
import dev.cracservers.core.Phase;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * What every connector does in DRAIN: it refuses new load at once, finishes what it has, holds
 * nobody up for the sake of an idle connection, and serves on when the load does not go away.
 */
public abstract class ConnectorDrainContract extends ConnectorContract {
  private static final CheckpointSettings IMPATIENT =
      CheckpointSettings.defaults().withDeadline(Phase.DRAIN, Duration.ofMillis(300));

  @Test
  void noConnectionIsAcceptedOnceDrainHasReturned() throws Exception {
    CheckpointReport report =
        rehearse()
            .at(
                Moment.DRAIN_RETURNED,
                () -> assertThatExceptionOfType(ConnectException.class).isThrownBy(this::connect))
            .checkpoint();

    assertThat(report.outcome()).isEqualTo(Outcome.RESTORED);
  }

  @Test
  void aRequestUnderWayIsFinished() throws Exception {
    ClientConnection client = sendGated();

    CheckpointReport report =
        rehearse().at(Moment.DRAIN_RETURNED, this::openGateOnceAwaited).checkpoint();

    assertGated(client.receive());
    assertThat(report.count("finished")).as("finished requests in\n%s", report).isEqualTo(1);
    assertThat(report.count("cut")).as("cut requests in\n%s", report).isZero();
  }

  @Test
  void requestsOfManyClientsAreFinished() throws Exception {
    int clients = 8;
    ClientConnection[] waiting = new ClientConnection[clients];
    for (int i = 0; i < clients; i++) {
      waiting[i] = connect();
      waiting[i].send("/gated");
    }
    gate.awaitArrivals(clients);

    CheckpointReport report =
        rehearse().at(Moment.DRAIN_RETURNED, this::openGateOnceAwaited).checkpoint();

    for (ClientConnection client : waiting) {
      assertGated(client.receive());
    }
    assertThat(report.count("finished")).as("finished requests in\n%s", report).isEqualTo(clients);
  }

  @Test
  void anIdleConnectionDoesNotHoldTheDrainUp() throws Exception {
    ClientConnection used = connect();
    used.get("/quick");
    connect();

    CheckpointSettings settings =
        CheckpointSettings.defaults().withDeadline(Phase.DRAIN, patience());

    CheckpointReport report = rehearse(settings).checkpoint();

    assertThat(report.count("cut")).as("cut requests in\n%s", report).isZero();
  }

  @Test
  void aDrainThatIsNotDoneInTimeIsGivenUpAndServesOn() throws Exception {
    ClientConnection client = sendGated();
    int port = connector().port();
    Rehearsal rehearsal = rehearse(IMPATIENT);

    CheckpointException refused =
        catchThrowableOfType(CheckpointException.class, rehearsal::checkpoint);

    assertThat(refused.report().outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(refused).hasMessageContaining(connector().resource().name());
    assertThat(refused).hasMessageContaining("300 ms");
    assertThat(connector().port()).isEqualTo(port);
    connector().use();
    gate.open();
    assertGated(client.receive());
  }

  @Test
  void afterADrainThatWasGivenUpTheNextOneWorks() throws Exception {
    ClientConnection client = sendGated();
    // The last drain has to end within it, on a busy machine, too.
    Rehearsal rehearsal =
        rehearse(CheckpointSettings.defaults().withDeadline(Phase.DRAIN, Duration.ofSeconds(1)));
    for (int round = 0; round < 2; round++) {
      assertThatExceptionOfType(CheckpointException.class).isThrownBy(rehearsal::checkpoint);
      connector().use();
    }
    gate.open();
    assertGated(client.receive());

    assertThat(rehearsal.checkpoint().outcome()).isEqualTo(Outcome.RESTORED);
    connector().use();
  }

  @Test
  void forceCutsWhatIsLeftAndCountsIt() throws Exception {
    ClientConnection client = sendGated();

    CheckpointReport report =
        rehearse(IMPATIENT.withOnDrainTimeout(OnDrainTimeout.FORCE)).checkpoint();

    assertThat(report.outcome()).isEqualTo(Outcome.RESTORED);
    assertThat(report.count("cut")).as("cut requests in\n%s", report).isEqualTo(1);
    assertThat(report.count("finished")).as("finished requests in\n%s", report).isZero();
    assertThatExceptionOfType(IOException.class).isThrownBy(client::receive);
    connector().use();
  }

  @Test
  void countsBeginAnewWithEachCycle() throws Exception {
    ClientConnection client = sendGated();
    Rehearsal rehearsal = rehearse().at(Moment.DRAIN_RETURNED, this::openGateOnceAwaited);
    rehearsal.checkpoint();
    assertGated(client.receive());

    CheckpointReport second = rehearsal.checkpoint();

    assertThat(second.count("finished")).as("finished requests in\n%s", second).isZero();
  }

  /** For a drain that has nothing to wait for. */
  Duration patience() {
    return Duration.ofSeconds(5);
  }
}

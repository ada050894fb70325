// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cracservers.core.CheckpointException;
import dev.cracservers.core.CheckpointReport;
import dev.cracservers.core.CheckpointReport.Outcome;
import dev.cracservers.core.CheckpointSettings;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.Phase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * What every pool does in CLOSE: when it returns no connection to the database is open; who holds
 * one may finish in time and is cut and counted after; who wants one waits until the pool is back.
 */
public abstract class PoolCloseContract extends PoolContract {
  private static final int ROUNDS = 10;

  @Test
  void theDatabaseIsStillThereUntilAllHaveDrained() throws Exception {
    rehearse().at(Moment.BEFORE_CLOSE, pool()::use).checkpoint();

    pool().use();
  }

  @Test
  void noConnectionIsOpenOnceCloseHasReturned() throws Exception {
    Rehearsal rehearsal = rehearse().at(Moment.CLOSE_RETURNED, this::assertNothingIsOpen);

    for (int round = 0; round < ROUNDS; round++) {
      borrowTwo();
      rehearsal.checkpoint();
    }
  }

  @Test
  void aConnectionThatComesBackInTimeIsNotCut() throws Exception {
    Gate gate = new Gate();
    Background<Boolean> holder =
        inBackground(
            () -> {
              try (Connection connection = pool().dataSource().getConnection()) {
                gate.pass();
                pool().query(connection);
                return true;
              }
            });
    gate.awaitArrivals(1);

    CheckpointReport report =
        rehearse()
            .at(Moment.BEFORE_CLOSE, () -> gate.openOnceAwaitedBy(Thread.currentThread()))
            .at(Moment.CLOSE_RETURNED, this::assertNothingIsOpen)
            .checkpoint();

    assertThat(holder.result().get(10, TimeUnit.SECONDS)).isTrue();
    assertThat(report.count("cut")).as("cut connections in\n%s", report).isZero();
  }

  @Test
  void aConnectionThatDoesNotComeBackIsCutAndCounted() throws Exception {
    Rehearsal rehearsal =
        rehearse(CheckpointSettings.defaults().withDeadline(Phase.CLOSE, Duration.ofSeconds(1)))
            .at(Moment.CLOSE_RETURNED, this::assertNothingIsOpen);

    try (Connection held = pool().dataSource().getConnection()) {
      CheckpointReport report = rehearsal.checkpoint();

      assertThat(report.outcome()).isEqualTo(Outcome.RESTORED);
      assertThat(report.count("cut")).as("cut connections in\n%s", report).isEqualTo(1);
      assertThatExceptionOfType(SQLException.class).isThrownBy(() -> pool().query(held));
    }
    pool().use();
  }

  @Test
  void whoWantsAConnectionMeanwhileWaitsAndGetsOne() throws Exception {
    Background<?>[] clients = new Background<?>[4];

    rehearse()
        .at(
            Moment.CLOSE_RETURNED,
            () -> {
              for (int i = 0; i < clients.length; i++) {
                clients[i] = inBackground(this::useOnce);
              }
              for (Background<?> client : clients) {
                Thread thread = client.thread();
                Deadline.after(Duration.ofSeconds(10))
                    .await(() -> Gate.isWaiting(thread) || !thread.isAlive());
                assertThat(Gate.isWaiting(thread)).as("a client waits for the pool").isTrue();
              }
            })
        .at(Moment.FROZEN, this::assertNothingIsOpen)
        .checkpoint();

    for (Background<?> client : clients) {
      assertThat(client.result().get(10, TimeUnit.SECONDS)).isEqualTo(true);
    }
  }

  @Test
  void aCloseThatIsUndoneServesAgain() throws Exception {
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
      borrowTwo();
    }
    assertThat(rehearsal.reset().checkpoint().outcome()).isEqualTo(Outcome.RESTORED);
    borrowTwo();
  }

  private boolean useOnce() throws Exception {
    pool().use();
    return true;
  }

  private void borrowTwo() throws SQLException {
    try (Connection one = pool().dataSource().getConnection();
        Connection other = pool().dataSource().getConnection()) {
      pool().query(one);
      pool().query(other);
    }
  }

  private void assertNothingIsOpen() throws Exception {
    assertThat(pool().physicalConnections()).as("connections to the database").isZero();
    assertThat(poolDescriptors().descriptors()).isEmpty();
  }
}

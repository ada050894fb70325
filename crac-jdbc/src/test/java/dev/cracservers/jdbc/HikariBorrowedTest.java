// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import static dev.cracservers.core.CheckpointSettings.defaults;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariConfig;
import dev.cracservers.core.CheckpointException;
import dev.cracservers.core.CheckpointReport;
import dev.cracservers.core.CheckpointReport.Outcome;
import dev.cracservers.core.CheckpointSettings;
import dev.cracservers.core.CheckpointSettings.OnDrainTimeout;
import dev.cracservers.core.Phase;
import dev.cracservers.testkit.Moment;
import dev.cracservers.testkit.Rehearsal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of connections that are borrowed when CLOSE begins. */
@Timeout(60)
final class HikariBorrowedTest {
  private static final CheckpointSettings BRIEF =
      defaults().withDeadline(Phase.CLOSE, Duration.ofMillis(400));

  /** Within it a pool is also cut and opened, on a busy machine. */
  private static final CheckpointSettings SHORT =
      defaults()
          .withDeadline(Phase.CLOSE, Duration.ofSeconds(1))
          .withDeadline(Phase.REOPEN, Duration.ofSeconds(1));

  @Test
  void idleConnectionsAreClosedAndCounted() throws Exception {
    try (PostgresPool pool = PostgresPool.start(3, builder -> {});
        Rehearsal rehearsal = Rehearsal.of(pool.resource(), defaults())) {
      pool.awaitFilled(3);

      CheckpointReport report = rehearsal.checkpoint();

      assertThat(report.count("closed")).as("closed in\n%s", report).isEqualTo(3);
      assertThat(report.count("waited")).isZero();
      assertThat(report.count("cut")).isZero();
      assertThat(report.count("proved")).isEqualTo(1);
      pool.awaitFilled(3);
    }
  }

  @Test
  void borrowedConnectionsAreWaitedForAndCounted() throws Exception {
    try (PostgresPool pool = PostgresPool.start(3, builder -> {});
        Callers callers = new Callers();
        Rehearsal rehearsal = Rehearsal.of(pool.resource(), defaults())) {
      for (int cycle = 0; cycle < 3; cycle++) {
        pool.awaitFilled(3);
        Connection one = pool.dataSource().getConnection();
        Connection other = pool.dataSource().getConnection();
        Future<Boolean> work =
            callers.begin(
                () -> {
                  pool.awaitShut();
                  try (one;
                      other) {
                    pool.query(one);
                    pool.query(other);
                  }
                  return true;
                });

        CheckpointReport report = rehearsal.checkpoint();

        assertThat(Callers.result(work)).isTrue();
        assertThat(report.count("waited")).as("waited in\n%s", report).isEqualTo(2);
        assertThat(report.count("cut")).isZero();
        assertThat(report.count("closed")).isEqualTo(3);
      }
    }
  }

  @Test
  void callersInsideAnExhaustedPoolAreServedBeforeItIsEmptied() throws Exception {
    try (PostgresPool pool = PostgresPool.start(2, builder -> {});
        Callers callers = new Callers();
        Rehearsal rehearsal = Rehearsal.of(pool.resource(), defaults())) {
      Connection one = pool.dataSource().getConnection();
      Connection other = pool.dataSource().getConnection();
      List<Future<Boolean>> waiting = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        waiting.add(callers.begin(() -> use(pool)));
      }
      pool.awaitCallersInPool(5);
      waiting.add(
          callers.begin(
              () -> {
                pool.awaitShut();
                one.close();
                other.close();
                return true;
              }));
      rehearsal.at(Moment.FROZEN, () -> assertThat(waiting).allMatch(Future::isDone));

      rehearsal.checkpoint();

      for (Future<Boolean> each : waiting) {
        assertThat(Callers.result(each)).isTrue();
      }
    }
  }

  @Test
  void aCallerThatHoldsOneConnectionMayBorrowASecondMeanwhile() throws Exception {
    try (PostgresPool pool = PostgresPool.start(3, builder -> {});
        Callers callers = new Callers();
        Rehearsal rehearsal = Rehearsal.of(pool.resource(), defaults())) {
      Connection outer = pool.dataSource().getConnection();
      Future<Boolean> nested =
          callers.begin(
              () -> {
                pool.awaitShut();
                try (outer) {
                  use(pool);
                  pool.query(outer);
                }
                return true;
              });

      CheckpointReport report = rehearsal.checkpoint();

      assertThat(Callers.result(nested)).isTrue();
      assertThat(report.outcome()).isEqualTo(Outcome.RESTORED);
    }
  }

  @Test
  void aCallerWhoseTimeEndsInsideThePoolMeanwhileTriesAgain() throws Exception {
    HikariConfig config = PostgresPool.config(1);
    config.setConnectionTimeout(1_000);
    try (PostgresPool pool = PostgresPool.start(config, builder -> {});
        Callers callers = new Callers();
        Rehearsal rehearsal = Rehearsal.of(pool.resource(), defaults())) {
      Connection held = pool.dataSource().getConnection();
      Future<Boolean> caller = callers.begin(() -> use(pool));
      pool.awaitCallersInPool(1);
      Future<Boolean> holder =
          callers.begin(
              () -> {
                pool.awaitShut();
                pool.awaitCallersAtGate(1);
                held.close();
                return true;
              });

      assertThat(rehearsal.checkpoint().outcome()).isEqualTo(Outcome.RESTORED);

      assertThat(Callers.result(holder)).isTrue();
      assertThat(Callers.result(caller)).isTrue();
    }
  }

  @Test
  void whatIsStillBorrowedAtTheDeadlineRefusesTheCheckpointAndCostsNothing() throws Exception {
    try (PostgresPool pool = PostgresPool.start(3, builder -> {});
        Callers callers = new Callers();
        Rehearsal rehearsal = Rehearsal.of(pool.resource(), BRIEF)) {
      pool.awaitFilled(3);
      String sessions = sessions();
      try (Connection held = pool.dataSource().getConnection()) {
        for (int cycle = 0; cycle < 3; cycle++) {
          Future<Boolean> waiting =
              callers.begin(
                  () -> {
                    pool.awaitShut();
                    return use(pool);
                  });

          CheckpointException refused =
              catchThrowableOfType(CheckpointException.class, rehearsal::checkpoint);

          assertThat(refused.report().outcome()).isEqualTo(Outcome.REFUSED);
          assertThat(refused)
              .hasMessageContaining("pool orders")
              .hasMessageContaining("connections still borrowed: 1")
              .hasMessageMatching("(?s).*after \\d{3,4} ms.*")
              .hasMessageContaining("onBorrowedTimeout(FORCE)");
          assertThat(refused.report().count("cut")).isZero();
          assertThat(Callers.result(waiting)).isTrue();
          pool.query(held);
        }
        assertThat(sessions()).as("sessions of the pool").isEqualTo(sessions);
      }
      assertThat(rehearsal.checkpoint().outcome()).isEqualTo(Outcome.RESTORED);
      pool.use();
    }
  }

  @Test
  void cutOnDemandOnlyWhatDidNotComeBack() throws Exception {
    try (PostgresPool pool =
            PostgresPool.start(3, builder -> builder.onBorrowedTimeout(OnDrainTimeout.FORCE));
        Rehearsal rehearsal =
            Rehearsal.of(
                pool.resource(), defaults().withDeadline(Phase.CLOSE, Duration.ofSeconds(2)))) {
      for (int cycle = 0; cycle < 3; cycle++) {
        pool.awaitFilled(3);
        try (Connection held = pool.dataSource().getConnection()) {
          CheckpointReport report = rehearsal.checkpoint();

          assertThat(report.count("cut")).as("cut in\n%s", report).isEqualTo(1);
          assertThat(report.count("waited")).isZero();
          assertThat(report.count("closed")).isEqualTo(2);
          assertThatExceptionOfType(SQLException.class).isThrownBy(() -> pool.query(held));
        }
        pool.use();
      }
    }
  }

  @Test
  void aCutConnectionHoldsItsPlaceUntilItIsGivenBack() throws Exception {
    try (PostgresPool pool =
            PostgresPool.start(1, builder -> builder.onBorrowedTimeout(OnDrainTimeout.FORCE));
        Rehearsal rehearsal = Rehearsal.of(pool.resource(), SHORT)) {
      try (Connection held = pool.dataSource().getConnection()) {
        CheckpointException failed =
            catchThrowableOfType(CheckpointException.class, rehearsal::checkpoint);

        assertThat(failed.report().outcome()).isEqualTo(Outcome.RESTORE_FAILED);
        assertThat(failed).hasMessageContaining("connections borrowed: 1");
        assertThatExceptionOfType(SQLException.class).isThrownBy(() -> pool.query(held));
      }
      pool.use();
      assertThat(rehearsal.checkpoint().outcome()).isEqualTo(Outcome.RESTORED);
    }
  }

  private static boolean use(PostgresPool pool) throws SQLException {
    pool.use();
    return true;
  }

  /** The server processes of all clients but the administrator that asks. */
  private static String sessions() throws SQLException {
    return Postgres.ask(
        "SELECT string_agg(pid::text, ' ' ORDER BY pid) FROM pg_stat_activity"
            + " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()");
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import static dev.cracservers.core.CheckpointSettings.defaults;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariConfig;
import dev.cracservers.core.CheckpointException;
import dev.cracservers.core.CheckpointReport.Outcome;
import dev.cracservers.core.CheckpointSettings;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.Phase;
import dev.cracservers.testkit.Moment;
import dev.cracservers.testkit.Rehearsal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a restore whose database is not there, and of the pool afterwards. */
@Timeout(60)
final class HikariDatabaseGoneTest {
  private static final CheckpointSettings BRIEF =
      defaults().withDeadline(Phase.REOPEN, Duration.ofMillis(800));

  @Test
  void aDatabaseThatRefusesIsNamedAndTheNextCycleWorksOnceItIsBack() throws Exception {
    try (PostgresPool pool = PostgresPool.start(2, builder -> {});
        Rehearsal rehearsal = Rehearsal.of(pool.resource(), BRIEF)) {
      for (int cycle = 0; cycle < 3; cycle++) {
        rehearsal.at(Moment.FROZEN, pool::makeDatabaseUnavailable);

        CheckpointException failed =
            catchThrowableOfType(CheckpointException.class, rehearsal::checkpoint);

        assertThat(failed.report().outcome()).isEqualTo(Outcome.RESTORE_FAILED);
        assertThat(failed)
            .hasMessageContaining("pool orders: no connection to jdbc:postgresql://127.0.0.1:")
            .hasMessageMatching("(?s).*in \\d{3,4} ms, [1-9] attempts failed.*")
            .hasMessageContaining("the last reason: The connection attempt failed");

        pool.makeDatabaseAvailable();
        pool.use();
        assertThat(rehearsal.reset().checkpoint().outcome()).isEqualTo(Outcome.RESTORED);
        pool.use();
      }
    }
  }

  @Test
  void aDatabaseThatNeverAnswersIsGivenUpAtTheDeadline() throws Exception {
    try (PostgresPool pool = PostgresPool.start(2, builder -> {});
        Rehearsal rehearsal = Rehearsal.of(pool.resource(), BRIEF)) {
      rehearsal.at(Moment.FROZEN, () -> pool.relay().delay(Duration.ofSeconds(30)));

      CheckpointException failed =
          catchThrowableOfType(CheckpointException.class, rehearsal::checkpoint);

      assertThat(failed)
          .hasMessageMatching("(?s).*in \\d{3,4} ms, 0 attempts failed.*")
          .hasMessageContaining("the database has not answered yet");
      pool.relay().serve();
      pool.use();
      assertThat(rehearsal.reset().checkpoint().outcome()).isEqualTo(Outcome.RESTORED);
    }
  }

  @Test
  void callersHeldBackWaitForTheDatabaseThatComesBackInTime() throws Exception {
    List<Future<Boolean>> waiting = new ArrayList<>();
    try (PostgresPool pool = PostgresPool.start(2, builder -> {});
        Callers callers = new Callers();
        Rehearsal rehearsal = Rehearsal.of(pool.resource(), defaults())) {
      rehearsal.at(
          Moment.FROZEN,
          () -> {
            pool.makeDatabaseUnavailable();
            for (int i = 0; i < 10; i++) {
              waiting.add(
                  callers.begin(
                      () -> {
                        pool.use();
                        return true;
                      }));
            }
            pool.awaitCallersAtGate(10);
          });
      rehearsal.at(
          Moment.BEFORE_REOPEN,
          () ->
              waiting.add(
                  callers.begin(
                      () -> {
                        boolean tried =
                            Deadline.after(Duration.ofSeconds(10))
                                .await(() -> pool.refusedAttempts() >= 3);
                        pool.makeDatabaseAvailable();
                        return tried;
                      })));

      assertThat(rehearsal.checkpoint().outcome()).isEqualTo(Outcome.RESTORED);

      for (Future<Boolean> each : waiting) {
        assertThat(Callers.result(each)).isTrue();
      }
    }
  }

  @Test
  void callersHeldBackHaveTheirFullTimeFromReopenOn() throws Exception {
    Duration most = Duration.ofMillis(1_500);
    HikariConfig config = PostgresPool.config(2);
    config.setConnectionTimeout(2_500);
    List<Future<Boolean>> waiting = new ArrayList<>();
    try (PostgresPool pool = PostgresPool.start(config, builder -> {});
        Callers callers = new Callers();
        Rehearsal rehearsal = Rehearsal.of(pool.resource(), defaults())) {
      rehearsal.at(
          Moment.FROZEN,
          () -> {
            waiting.add(
                callers.begin(
                    () -> {
                      pool.use();
                      return true;
                    }));
            pool.awaitCallersAtGate(1);
            assertThat(Deadline.after(most).await(waiting.get(0)::isDone)).isFalse();
            pool.relay().delay(most);
          });

      rehearsal.checkpoint();

      assertThat(Callers.result(waiting.get(0))).isTrue();
    }
  }

  @Test
  void anUndoLetsCallersInBeforeThePoolIsProved() throws Exception {
    List<Future<Boolean>> begun = new ArrayList<>();
    try (PostgresPool pool = PostgresPool.start(2, builder -> {});
        Callers callers = new Callers();
        Rehearsal rehearsal = Rehearsal.of(pool.resource(), defaults())) {
      rehearsal.at(
          Moment.CLOSE_RETURNED,
          () -> {
            pool.relay().delay(Duration.ofSeconds(30));
            begun.add(
                callers.begin(
                    () -> {
                      pool.use();
                      return true;
                    }));
            pool.awaitCallersAtGate(1);
            begun.add(
                callers.begin(
                    () -> {
                      pool.awaitCallersAtGate(0);
                      pool.relay().serve();
                      return true;
                    }));
            throw new IllegalStateException("somebody else cannot close");
          });

      CheckpointException refused =
          catchThrowableOfType(CheckpointException.class, rehearsal::checkpoint);

      assertThat(refused).hasMessageContaining("somebody else cannot close");
      assertThat(refused.report().count("proved")).isEqualTo(1);
      for (Future<Boolean> each : begun) {
        assertThat(Callers.result(each)).isTrue();
      }
    }
  }

  @Test
  void callersHeldBackLearnFromThePoolWhyThereIsNoConnection() throws Exception {
    HikariConfig config = PostgresPool.config(2);
    config.setConnectionTimeout(1_500);
    List<Future<Boolean>> waiting = new ArrayList<>();
    try (PostgresPool pool = PostgresPool.start(config, builder -> {});
        Callers callers = new Callers();
        Rehearsal rehearsal = Rehearsal.of(pool.resource(), BRIEF)) {
      rehearsal.at(
          Moment.FROZEN,
          () -> {
            pool.makeDatabaseUnavailable();
            waiting.add(
                callers.begin(
                    () -> {
                      pool.use();
                      return true;
                    }));
            pool.awaitCallersAtGate(1);
          });

      assertThat(catchThrowableOfType(CheckpointException.class, rehearsal::checkpoint))
          .isNotNull();
      Deadline twice = Deadline.after(Duration.ofMillis(2_500));
      Exception failure =
          catchThrowableOfType(Exception.class, () -> Callers.result(waiting.get(0)));
      assertThat(failure)
          .hasMessageContaining("orders - Connection is not available")
          .cause()
          .hasMessageContaining("The connection attempt failed");
      assertThat(twice.isExpired()).as("waited %s in the pool", twice.elapsed()).isFalse();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import static dev.cracservers.core.CheckpointSettings.defaults;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariConfig;
import dev.cracservers.core.CheckpointException;
import dev.cracservers.core.CheckpointReport.Outcome;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.Phase;
import dev.cracservers.testkit.Moment;
import dev.cracservers.testkit.Rehearsal;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of connections that are being made when CLOSE begins. */
@Timeout(60)
final class HikariConnectTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @Test
  void aConnectionBeingMadeIsWaitedForAndClosed() throws Exception {
    try (PostgresPool pool = PostgresPool.start(2, builder -> {});
        Callers callers = new Callers();
        Rehearsal rehearsal = Rehearsal.of(pool.resource(), defaults())) {
      for (int cycle = 0; cycle < 3; cycle++) {
        Future<Boolean> release = beginConnect(pool, callers);
        rehearsal.at(
            Moment.CLOSE_RETURNED,
            () -> {
              assertThat(release).isDone();
              assertThat(pool.physicalConnections()).isZero();
            });

        rehearsal.checkpoint();

        assertThat(Callers.result(release)).isTrue();
      }
    }
  }

  @Test
  void callersWaitingForAConnectionBeingMadeAreServedBeforeTheImage() throws Exception {
    try (PostgresPool pool = PostgresPool.start(1, builder -> {});
        Callers callers = new Callers();
        Rehearsal rehearsal = Rehearsal.of(pool.resource(), defaults())) {
      pool.relay().delay(LONG);
      evictOne(pool);
      List<Future<Boolean>> waiting = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        waiting.add(
            callers.begin(
                () -> {
                  pool.use();
                  return true;
                }));
      }
      pool.awaitCallersInPool(10);
      PostgresPool.await("a connection is being made", () -> pool.relay().held() == 1);
      Future<Boolean> release =
          callers.begin(
              () -> {
                pool.awaitShut();
                pool.relay().serve();
                return true;
              });
      rehearsal.at(Moment.FROZEN, () -> assertThat(waiting).allMatch(Future::isDone));

      rehearsal.checkpoint();

      for (Future<Boolean> each : waiting) {
        assertThat(Callers.result(each)).isTrue();
      }
      assertThat(Callers.result(release)).isTrue();
    }
  }

  @Test
  void aConnectionThatIsNeverMadeRefusesTheCheckpoint() throws Exception {
    try (PostgresPool pool = PostgresPool.start(2, builder -> {});
        Rehearsal rehearsal =
            Rehearsal.of(
                pool.resource(), defaults().withDeadline(Phase.CLOSE, Duration.ofMillis(300)))) {
      pool.awaitFilled(2);
      pool.relay().delay(LONG);
      evictOne(pool);
      PostgresPool.await("a connection is being made", () -> pool.relay().held() == 1);

      CheckpointException refused =
          catchThrowableOfType(CheckpointException.class, rehearsal::checkpoint);

      assertThat(refused.report().outcome()).isEqualTo(Outcome.REFUSED);
      assertThat(refused)
          .hasMessageContaining("pool orders")
          .hasMessageContaining("being made: 1")
          .hasMessageMatching("(?s).*after \\d{3,4} ms.*");
      pool.relay().serve();
      pool.use();
      assertThat(rehearsal.checkpoint().outcome()).isEqualTo(Outcome.RESTORED);
      pool.use();
    }
  }

  @Test
  void aPoolWithoutIdleConnectionsTakesPart() throws Exception {
    HikariConfig config = PostgresPool.config(2);
    config.setMinimumIdle(0);
    try (PostgresPool pool = PostgresPool.start(config, builder -> {});
        Rehearsal rehearsal = Rehearsal.of(pool.resource(), defaults())) {
      for (int cycle = 0; cycle < 3; cycle++) {
        assertThat(rehearsal.checkpoint().count("proved")).isEqualTo(1);
        pool.use();
      }
    }
  }

  @Test
  void aPoolThatWasClosedIsPassedBy() throws Exception {
    try (PostgresPool pool = PostgresPool.start(2, builder -> {});
        Rehearsal rehearsal = Rehearsal.of(pool.resource(), defaults())) {
      pool.dataSource().close();

      assertThat(rehearsal.checkpoint().outcome()).isEqualTo(Outcome.RESTORED);
    }
  }

  @Test
  void aPoolCanBeClosedForGoodInTheMiddle() throws Exception {
    try (PostgresPool pool = PostgresPool.start(2, builder -> {});
        Callers callers = new Callers();
        Rehearsal rehearsal = Rehearsal.of(pool.resource(), defaults())) {
      rehearsal.at(
          Moment.FROZEN,
          () -> {
            Future<Boolean> waiting =
                callers.begin(
                    () -> {
                      try (Connection none = pool.dataSource().getConnection()) {
                        return none == null;
                      }
                    });
            pool.awaitCallersAtGate(1);

            Deadline clock = Deadline.after(Duration.ofSeconds(5));
            pool.dataSource().close();

            assertThat(clock.isExpired()).as("closing took %s", clock.elapsed()).isFalse();
            assertThat(catchThrowableOfType(Exception.class, () -> Callers.result(waiting)))
                .hasMessageContaining("has been closed");
          });

      assertThat(rehearsal.checkpoint().outcome()).isEqualTo(Outcome.RESTORED);
    }
  }

  /** Begins a connection that is made only once callers are held back. */
  private static Future<Boolean> beginConnect(PostgresPool pool, Callers callers) throws Exception {
    pool.awaitFilled(2);
    pool.relay().delay(LONG);
    evictOne(pool);
    PostgresPool.await("a connection is being made", () -> pool.relay().held() == 1);
    return callers.begin(
        () -> {
          pool.awaitShut();
          boolean emptied =
              Deadline.after(Duration.ofMillis(200)).await(() -> pool.physicalConnections() == 0);
          pool.relay().serve();
          return !emptied;
        });
  }

  private static void evictOne(PostgresPool pool) throws Exception {
    try (Connection connection = pool.dataSource().getConnection()) {
      pool.dataSource().evictConnection(connection);
    }
  }
}

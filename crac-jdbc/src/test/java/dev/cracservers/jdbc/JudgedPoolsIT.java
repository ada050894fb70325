// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import static dev.cracservers.core.CheckpointSettings.defaults;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.core.CheckpointSettings.OnDrainTimeout;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.Phase;
import dev.cracservers.testkit.Gate;
import dev.cracservers.testkit.Moment;
import dev.cracservers.testkit.Rehearsal;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Forty checkpoints of each pool while it is in every state a pool can be in: no socket is open at
 * any image, and no call fails.
 */
@Timeout(180)
final class JudgedPoolsIT {
  private static final int ROUNDS = 40;
  private static final int SLOW_ROUNDS = 4;
  private static final Duration SLOW = Duration.ofMillis(300);
  private static final Duration WATCHED = Duration.ofMillis(5);
  private static final Duration PATIENT = Duration.ofSeconds(40);
  private static final int WAITING = 3;

  static Stream<Arguments> pools() {
    return Stream.concat(
        Stream.of(PoolKind.values()).map(kind -> Arguments.of(kind, Database.POSTGRES)),
        Stream.of(
            Arguments.of(PoolKind.HIKARI_BUILT, Database.MARIADB),
            Arguments.of(PoolKind.HIKARI_RUNNING, Database.MYSQL),
            Arguments.of(PoolKind.HIKARI_SWAPPED, Database.MARIADB),
            Arguments.of(PoolKind.DBCP2_SWAPPED, Database.MYSQL)));
  }

  @ParameterizedTest
  @MethodSource("pools")
  void noSocketIsInAnyImageAndNoCallFails(PoolKind kind, Database database) throws Exception {
    AnyPool pool = AnyPool.relayed(kind, database, OnDrainTimeout.ABORT);
    try (Callers callers = new Callers();
        Rehearsal rehearsal =
            Rehearsal.of(pool.resource(), defaults().withDeadline(Phase.CLOSE, PATIENT))) {
      rehearsal.at(Moment.FROZEN, () -> assertNothingIsOpen(pool));
      for (int round = 0; round < ROUNDS; round++) {
        if (round % (ROUNDS / SLOW_ROUNDS) == 0) {
          pool.relay().delay(SLOW);
        }
        // When UCP makes connections is its own affair: once in some rounds it did not within 30 s.
        boolean connecting = round % 2 == 0 && kind != PoolKind.UCP_SWAPPED;
        checkpointWith(borrowed(round), connecting, pool, callers, rehearsal);
        pool.relay().serve();
      }
    } finally {
      pool.stop();
    }
  }

  /** None, one, all, and all while others wait for one. */
  private static int borrowed(int round) {
    return List.of(0, 1, Pools.SIZE, Pools.SIZE + WAITING).get(round / 2 % 4);
  }

  private static void checkpointWith(
      int count, boolean connecting, AnyPool pool, Callers callers, Rehearsal rehearsal)
      throws Exception {
    Gate gate = new Gate();
    List<Future<Boolean>> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      calls.add(callers.begin(() -> useWhileHeld(pool, gate)));
    }
    gate.awaitArrivals(Math.min(count, Pools.SIZE));
    rehearsal.at(
        Moment.BEFORE_CLOSE,
        () -> {
          if (connecting) {
            // As many as the pool may have, so that it makes connections when CLOSE begins.
            for (int i = count; i < Pools.SIZE; i++) {
              calls.add(callers.begin(() -> useWhileHeld(pool, gate)));
            }
            PostgresPool.await("connects", () -> isMakingOrHasAll(pool));
          }
          calls.add(callers.begin(() -> openOnceShut(pool, gate)));
        });
    rehearsal.checkpoint();
    for (Future<Boolean> call : calls) {
      assertThat(Callers.result(call)).isTrue();
    }
    pool.use();
  }

  private static boolean useWhileHeld(AnyPool pool, Gate gate) throws Exception {
    try (Connection connection = pool.dataSource().getConnection()) {
      gate.pass();
      pool.query(connection);
      return true;
    }
  }

  private static boolean openOnceShut(AnyPool pool, Gate gate) throws Exception {
    pool.awaitShut();
    gate.open();
    return true;
  }

  private static boolean isMakingOrHasAll(AnyPool pool) {
    return pool.relay().held() > 0 || pool.physicalConnections() >= Pools.SIZE;
  }

  private static void assertNothingIsOpen(AnyPool pool) throws InterruptedException {
    assertThat(Deadline.after(WATCHED).await(() -> pool.physicalConnections() > 0))
        .as("a connection is open at the image")
        .isFalse();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import static dev.cracservers.core.CheckpointSettings.defaults;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cracservers.core.CheckpointException;
import dev.cracservers.core.CheckpointReport;
import dev.cracservers.core.CheckpointSettings.OnDrainTimeout;
import dev.cracservers.core.Phase;
import dev.cracservers.testkit.Moment;
import dev.cracservers.testkit.Rehearsal;
import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pools that stay in place count what is borrowed themselves, unless it may have to be cut. */
@Timeout(60)
final class InPlaceCountTest {

  @ParameterizedTest
  @EnumSource(names = {"DBCP2_IN_PLACE", "TOMCAT_IN_PLACE"})
  void whatIsBorrowedIsCountedWithoutAWrapper(PoolKind kind) throws Exception {
    Database.POSTGRES.port();
    AnyPool pool = AnyPool.straight(kind, Database.POSTGRES, OnDrainTimeout.ABORT);
    SwappedDataSource swapped = ((DataSourceResource) pool.resource()).swapped;
    try (Rehearsal rehearsal = rehearse(pool, Duration.ofMillis(300))) {
      try (Connection one = pool.dataSource().getConnection();
          Connection other = pool.dataSource().getConnection()) {
        assertThat(AnyPool.isWrapped(one)).isFalse();
        assertThat(swapped.borrowed()).isEqualTo(2);

        assertThatThrownBy(rehearsal::checkpoint)
            .isInstanceOf(CheckpointException.class)
            .hasMessageContaining("connections still borrowed: 2");

        pool.query(one);
        pool.query(other);
      }
      assertThat(swapped.borrowed()).isZero();
      pool.use();
    } finally {
      pool.stop();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"DBCP2_IN_PLACE", "TOMCAT_IN_PLACE", "AGROAL_SWAPPED"})
  void whatIsGivenBackInTimeIsWaitedFor(PoolKind kind) throws Exception {
    Database.POSTGRES.port();
    AnyPool pool = AnyPool.straight(kind, Database.POSTGRES, OnDrainTimeout.ABORT);
    try (Rehearsal rehearsal = rehearse(pool, Duration.ofSeconds(20));
        Callers callers = new Callers()) {
      rehearsal.at(Moment.FROZEN, () -> assertThat(pool.physicalConnections()).isZero());
      for (int cycle = 0; cycle < 3; cycle++) {
        Connection borrowed = pool.dataSource().getConnection();
        Future<Boolean> owner =
            callers.begin(
                () -> {
                  pool.awaitShut();
                  pool.query(borrowed);
                  borrowed.close();
                  return true;
                });

        CheckpointReport report = rehearsal.checkpoint();

        assertThat(Callers.result(owner)).isTrue();
        assertThat(report.count("waited")).isEqualTo(1);
        assertThat(report.count("cut")).isZero();
        pool.use();
      }
    } finally {
      pool.stop();
    }
  }

  private static Rehearsal rehearse(AnyPool pool, Duration limit) {
    return Rehearsal.of(pool.resource(), defaults().withDeadline(Phase.CLOSE, limit));
  }
}

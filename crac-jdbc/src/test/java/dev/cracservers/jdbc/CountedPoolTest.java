// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import static dev.cracservers.core.CheckpointSettings.defaults;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Named.named;

import dev.cracservers.core.CheckpointException;
import dev.cracservers.core.Phase;
import dev.cracservers.testkit.Rehearsal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pools of any make that are swapped and say themselves how many connections are borrowed. */
@Timeout(60)
final class CountedPoolTest {
  static Stream<Named<DataSourceBuilder<?>>> pools() throws SQLException {
    int port = Postgres.port();
    return Stream.of(
        named(
            "HikariCP",
            DataSourceResource.over("orders", () -> Pools.hikari(Database.POSTGRES, port))
                .counting(pool -> pool.getHikariPoolMXBean().getActiveConnections())),
        named(
            "c3p0",
            DataSourceResource.over("orders", () -> Pools.c3p0(Database.POSTGRES, port))
                .counting(pool -> pool.getNumBusyConnections())),
        named(
            "UCP",
            DataSourceResource.over("orders", () -> Pools.ucp(Database.POSTGRES, port))
                .closing(Pools::closeUcp)
                .counting(pool -> pool.getBorrowedConnectionsCount())));
  }

  @ParameterizedTest
  @MethodSource("pools")
  void whatIsBorrowedIsAskedOfThePool(DataSourceBuilder<?> builder) throws Exception {
    DataSourceResource resource = builder.build();
    try (Rehearsal rehearsal =
        Rehearsal.of(resource, defaults().withDeadline(Phase.CLOSE, Duration.ofMillis(400)))) {
      try (Connection one = resource.dataSource().getConnection();
          Connection other = resource.dataSource().getConnection()) {
        assertThat(one).isNotInstanceOf(BorrowedConnection.class);

        assertThatThrownBy(rehearsal::checkpoint)
            .isInstanceOf(CheckpointException.class)
            .hasMessageContaining("connections still borrowed: 2");

        assertThat(Database.ask(one, "SELECT 1")).isEqualTo("1");
        assertThat(Database.ask(other, "SELECT 1")).isEqualTo("1");
      }
    } finally {
      resource.shutDown();
    }
  }

  @ParameterizedTest
  @MethodSource("pools")
  void noCallUnderLoadIsLost(DataSourceBuilder<?> builder) throws Exception {
    Callers.keepUsing(builder.build(), 8, 5);
  }

  @Test
  void aPoolThatCannotTellRefusesTheCheckpoint() throws Exception {
    AtomicBoolean broken = new AtomicBoolean();
    DataSourceResource resource =
        DataSourceResource.over("orders", () -> Pools.hikari(Database.POSTGRES, Postgres.port()))
            .counting(
                pool -> {
                  if (broken.get()) {
                    throw new SQLException("no count today");
                  }
                  return pool.getHikariPoolMXBean().getActiveConnections();
                })
            .build();
    try (Rehearsal rehearsal = Rehearsal.of(resource, defaults())) {
      broken.set(true);

      assertThatThrownBy(rehearsal::checkpoint)
          .isInstanceOf(CheckpointException.class)
          .hasStackTraceContaining("pool orders: cannot tell how many connections are borrowed")
          .hasStackTraceContaining("no count today");

      broken.set(false);
      try (Connection connection = resource.dataSource().getConnection()) {
        assertThat(Database.ask(connection, "SELECT 1")).isEqualTo("1");
      }
    } finally {
      resource.shutDown();
    }
  }
}

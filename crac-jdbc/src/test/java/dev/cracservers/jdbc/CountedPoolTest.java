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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.ds.PGConnectionPoolDataSource;

/** Pools that are swapped and are asked themselves how many connections are borrowed. */
@Timeout(60)
final class CountedPoolTest {
  static Stream<Named<DataSourceBuilder<?>>> pools() {
    return Stream.of(
        named("HikariCP", over(Pools::hikari)),
        named("DBCP 2", over(Pools::dbcp2)),
        named("Tomcat JDBC", over(Pools::tomcat).closing(pool -> pool.close(true))),
        named("c3p0", over(Pools::c3p0)),
        named("vibur", over(Pools::vibur)),
        named("UCP", over(Pools::ucp).closing(Pools::closeUcp)));
  }

  private interface Making<D> {
    D make(Database database, int port) throws Exception;
  }

  private static <D extends DataSource> DataSourceBuilder<D> over(Making<D> making) {
    int port = Postgres.port();
    return DataSourceResource.over("orders", () -> making.make(Database.POSTGRES, port));
  }

  @ParameterizedTest
  @MethodSource("pools")
  void whatIsBorrowedIsAskedOfThePool(DataSourceBuilder<?> builder) throws Exception {
    DataSourceResource resource = builder.build();
    try (Rehearsal rehearsal =
        Rehearsal.of(resource, defaults().withDeadline(Phase.CLOSE, Duration.ofMillis(400)))) {
      try (Connection one = resource.dataSource().getConnection();
          Connection other = resource.dataSource().getConnection()) {
        assertThat(AnyPool.isWrapped(one)).isFalse();

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
  void whatIsBorrowedOfAnUnknownMakeIsWrappedAlsoIfThePoolWasAnotherBefore() throws Exception {
    AtomicInteger opened = new AtomicInteger();
    DataSourceResource resource =
        DataSourceResource.<DataSource>over(
                "orders",
                () ->
                    opened.incrementAndGet() == 2
                        ? unknown()
                        : Pools.hikari(Database.POSTGRES, Postgres.port()))
            .closing(CountedPoolTest::close)
            .build();
    try (Rehearsal rehearsal =
        Rehearsal.of(resource, defaults().withDeadline(Phase.CLOSE, Duration.ofSeconds(2)))) {
      for (boolean wrapped : new boolean[] {false, true, false}) {
        try (Connection one = resource.dataSource().getConnection()) {
          assertThat(AnyPool.isWrapped(one)).isEqualTo(wrapped);

          assertThatThrownBy(rehearsal::checkpoint)
              .isInstanceOf(CheckpointException.class)
              .hasMessageContaining("connections still borrowed: 1");

          assertThat(Database.ask(one, "SELECT 1")).isEqualTo("1");
        }
        rehearsal.checkpoint();
      }
    } finally {
      resource.shutDown();
    }
  }

  /** The pool that comes with H2. */
  private static DataSource unknown() {
    PGConnectionPoolDataSource connections = new PGConnectionPoolDataSource();
    connections.setUrl(Database.POSTGRES.url(Postgres.port()));
    connections.setUser(Database.POSTGRES.user());
    connections.setPassword(Database.POSTGRES.password());
    return JdbcConnectionPool.create(connections);
  }

  private static void close(DataSource pool) throws Exception {
    if (pool instanceof JdbcConnectionPool unknown) {
      unknown.dispose();
    } else {
      ((AutoCloseable) pool).close();
    }
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

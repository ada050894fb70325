// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import static dev.cracservers.core.CheckpointSettings.defaults;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariDataSource;
import dev.cracservers.core.CheckpointException;
import dev.cracservers.core.CheckpointReport;
import dev.cracservers.core.CheckpointReport.Outcome;
import dev.cracservers.core.Phase;
import dev.cracservers.testkit.Rehearsal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** What the contracts do not ask of a pool that is swapped. */
@Timeout(60)
final class DataSourceResourceTest {

  @Test
  void whatIsBorrowedAtTheDeadlineRefusesTheCheckpointAndTouchesNothing() throws Exception {
    AtomicInteger opened = new AtomicInteger();
    DataSourceResource resource = over(opened);
    try (Rehearsal rehearsal =
            Rehearsal.of(resource, defaults().withDeadline(Phase.CLOSE, Duration.ofMillis(400)));
        Connection held = resource.dataSource().getConnection()) {
      CheckpointException refused =
          catchThrowableOfType(CheckpointException.class, rehearsal::checkpoint);

      assertThat(refused)
          .hasMessageContaining("pool orders after")
          .hasMessageContaining("connections still borrowed: 1")
          .hasMessageContaining("onBorrowedTimeout(FORCE)");
      assertThat(Database.ask(held, "SELECT 1")).isEqualTo("1");
      assertThat(opened).hasValue(1);
    } finally {
      resource.shutDown();
    }
  }

  @Test
  void aRunningPoolIsHandedOverAndForgotten() throws Exception {
    HikariDataSource running = Pools.hikari(Database.POSTGRES, Postgres.port());
    AtomicInteger opened = new AtomicInteger();
    DataSourceResource resource =
        DataSourceResource.over(
                "orders",
                () ->
                    opened.incrementAndGet() == 1
                        ? running
                        : Pools.hikari(Database.POSTGRES, Postgres.port()))
            .alreadyRunning()
            .build();
    try (Rehearsal rehearsal = Rehearsal.of(resource, defaults())) {
      CheckpointReport report = rehearsal.checkpoint();

      assertThat(report.count("closed")).isPositive();
      assertThat(running.isClosed()).isTrue();
      assertThat(resource.dataSource().unwrap(HikariDataSource.class)).isNotSameAs(running);
    } finally {
      resource.shutDown();
    }
  }

  @Test
  void theConnectionsOfAPoolThatIsBuiltHereAreNotWaitedFor() throws Exception {
    DataSourceResource resource = over(new AtomicInteger());
    HikariPoolResource built =
        HikariPoolResource.builder(PostgresPool.config(2))
            .url(() -> Postgres.url(Postgres.port(), "postgres"))
            .user(() -> "postgres")
            .build();
    try (Rehearsal rehearsal = Rehearsal.of(resource, defaults());
        Connection other = built.dataSource().getConnection()) {
      assertThat(rehearsal.checkpoint().outcome()).isEqualTo(Outcome.RESTORED);
      assertThat(Database.ask(other, "SELECT 1")).isEqualTo("1");
    } finally {
      resource.shutDown();
      built.dataSource().close();
    }
  }

  @Test
  void theConnectionsOfAnotherSwappedPoolAreNotWaitedFor() throws Exception {
    DataSourceResource resource = over(new AtomicInteger());
    DataSourceResource later = over(new AtomicInteger());
    try (Rehearsal rehearsal = Rehearsal.of(resource, defaults());
        Connection other = later.dataSource().getConnection()) {
      assertThat(rehearsal.checkpoint().outcome()).isEqualTo(Outcome.RESTORED);
      assertThat(Database.ask(other, "SELECT 1")).isEqualTo("1");
    } finally {
      resource.shutDown();
      later.shutDown();
    }
  }

  @Test
  void noCallUnderLoadIsLost() throws Exception {
    Callers.keepUsing(over(new AtomicInteger()), 16, 10);
  }

  @Test
  void whatCannotBeClosedIsRefusedAtOnce() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> DataSourceResource.over("orders", PGSimpleDataSource::new).build())
        .withMessageContaining("pool orders")
        .withMessageContaining("PGSimpleDataSource")
        .withMessageContaining("closing(pool -> ...)");
  }

  @Test
  void aPoolForDistributedTransactionsIsRefused() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> DataSourceResource.over("orders", JdbcDataSource::new).build())
        .withMessageContaining("XA is not supported");
  }

  @Test
  void afterTheEndCallersAreTold() throws Exception {
    DataSourceResource resource = over(new AtomicInteger());
    resource.shutDown();

    assertThatExceptionOfType(SQLException.class)
        .isThrownBy(() -> resource.dataSource().getConnection())
        .withMessage("pool orders has been closed");
  }

  private static DataSourceResource over(AtomicInteger opened) throws InterruptedException {
    return DataSourceResource.over(
            "orders",
            () -> {
              opened.incrementAndGet();
              return Pools.hikari(Database.POSTGRES, Postgres.port());
            })
        .build();
  }
}

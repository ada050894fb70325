// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.CheckpointReport;
import dev.cracservers.testkit.DescriptorLedger;
import dev.cracservers.testkit.SimulatedCheckpoint;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.apache.commons.dbcp2.BasicDataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pools beside each other in one coordinator, with the statements that they and drivers cache. */
@Timeout(60)
final class PairOfPoolsTest {
  /** From the fifth time on, pgjdbc has the server keep the statement. */
  private static final int TIMES = 7;

  @BeforeAll
  static void startDatabase() {
    Postgres.port();
  }

  @Test
  void aPrimaryAndItsReplicaGoThroughTogether() throws Exception {
    HikariPoolResource primary = hikari("primary", false);
    HikariPoolResource replica = hikari("replica", true);
    DataSourceResource reports =
        DataSourceResource.over("reports", PairOfPoolsTest::cachingStatements).build();
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        CheckpointCoordinator coordinator = CheckpointCoordinator.create()) {
      // First, so that it closes last: it cannot tell its sockets from those of the others.
      coordinator.register(reports);
      coordinator.register(primary);
      coordinator.register(replica);
      coordinator.applicationStarted();
      image.whileFrozen(PairOfPoolsTest::assertNoConnectionIsOpen);
      for (int cycle = 0; cycle < 3; cycle++) {
        assertWork(primary.dataSource(), false);
        assertWork(replica.dataSource(), true);
        assertWork(reports.dataSource(), false);

        CheckpointReport report = coordinator.checkpoint();

        assertThat(report.count("proved")).isEqualTo(3);
      }
      assertWork(primary.dataSource(), false);
      assertWork(replica.dataSource(), true);
      assertWork(reports.dataSource(), false);
      assertThat(image.images()).isEqualTo(3);
    } finally {
      primary.dataSource().close();
      replica.dataSource().close();
      reports.shutDown();
    }
  }

  private static HikariPoolResource hikari(String name, boolean readOnly) {
    HikariConfig config = PostgresPool.config(2);
    config.setPoolName(name);
    config.setReadOnly(readOnly);
    config.setJdbcUrl(Database.POSTGRES.url(Postgres.port()));
    config.setUsername(Database.POSTGRES.user());
    return HikariPoolResource.builder(config).build();
  }

  private static BasicDataSource cachingStatements() {
    BasicDataSource pool = Pools.dbcp2(Database.POSTGRES, Postgres.port());
    pool.setPoolPreparedStatements(true);
    return pool;
  }

  private static void assertWork(DataSource pool, boolean readOnly) throws SQLException {
    for (int time = 0; time < TIMES; time++) {
      try (Connection connection = pool.getConnection();
          PreparedStatement statement = connection.prepareStatement("SELECT ?")) {
        statement.setInt(1, time);
        ResultSet rows = statement.executeQuery();
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(1)).isEqualTo(time);
        assertThat(connection.isReadOnly()).isEqualTo(readOnly);
      }
    }
  }

  private static void assertNoConnectionIsOpen() {
    assertThat(DescriptorLedger.now().descriptors())
        .noneMatch(each -> each.remotePort() == Postgres.port());
  }
}

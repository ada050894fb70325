// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.CheckpointReport.Outcome;
import dev.cracservers.testkit.SimulatedCheckpoint;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The sample of docs/jdbc.md. */
final class HikariGuideTest {

  @BeforeEach
  void configure() throws SQLException {
    Postgres.run("CREATE DATABASE moved");
    Postgres.run("CREATE ROLE guide LOGIN PASSWORD 'at the start'");
    System.setProperty("db.url", Postgres.url(Postgres.port(), "postgres"));
    System.setProperty("db.password", "at the start");
  }

  @AfterEach
  void reset() throws SQLException {
    System.clearProperty("db.url");
    System.clearProperty("db.password");
    Postgres.run("DROP DATABASE moved");
    Postgres.run("DROP ROLE guide");
  }

  @Test
  void theSettingsOfTheRestoreAreUsed() throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        CheckpointCoordinator coordinator = CheckpointCoordinator.create();
        HikariDataSource dataSource = start(coordinator)) {
      coordinator.applicationStarted();
      image
          .withSetting("db.url", Postgres.url(Postgres.port(), "moved"))
          .withVariable("DB_PASSWORD", "rotated")
          .whileFrozen(() -> Postgres.run("ALTER ROLE guide PASSWORD 'rotated'"));

      assertThat(coordinator.checkpoint().outcome()).isEqualTo(Outcome.RESTORED);

      try (Connection connection = dataSource.getConnection()) {
        assertThat(Database.ask(connection, "SELECT current_database()")).isEqualTo("moved");
      }
    }
  }

  // tag::sample[]
  static HikariDataSource start(CheckpointCoordinator coordinator) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("orders");
    config.setMaximumPoolSize(10);

    HikariPoolResource orders =
        HikariPoolResource.builder(config)
            .url(() -> coordinator.requiredSetting("db.url"))
            .user(() -> "guide")
            .password(() -> coordinator.requiredSetting("db.password"))
            .build();
    coordinator.register(orders);
    return orders.dataSource();
  }
  // end::sample[]
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import static dev.cracservers.core.CheckpointSettings.defaults;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;

import dev.cracservers.testkit.Moment;
import dev.cracservers.testkit.Rehearsal;
import java.sql.Connection;
import java.sql.SQLException;
import org.apache.commons.dbcp2.BasicDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pools that stay the same object find a database that has moved and a password that is new. */
@Timeout(60)
final class InPlaceSettingsTest {
  private volatile String database = "postgres";
  private volatile String password = "at the start";

  @BeforeEach
  void create() throws SQLException {
    Postgres.run("CREATE DATABASE elsewhere");
    Postgres.run("CREATE ROLE inplace LOGIN PASSWORD 'at the start'");
  }

  @AfterEach
  void drop() throws SQLException {
    Postgres.run("DROP DATABASE elsewhere");
    Postgres.run("DROP ROLE inplace");
  }

  @Test
  @SuppressWarnings("deprecation") // DBCP 2 would rather not tell its password.
  void dbcp2() throws Exception {
    BasicDataSource pool = new BasicDataSource();
    DataSourceBuilder<?> builder =
        Dbcp2Pool.inPlace(
            "orders",
            pool,
            today -> {
              today.setUrl(Postgres.url(Postgres.port(), database));
              today.setUsername("inplace");
              today.setPassword(password);
            });

    assertMoves(
        builder,
        () -> {
          assertThat(pool.getPassword()).isNull();
          // Not told otherwise: what it hands to its driver.
          assertThat(pool).extracting("connectionProperties", MAP).doesNotContainValue(password);
        });
  }

  @Test
  void tomcat() throws Exception {
    org.apache.tomcat.jdbc.pool.DataSource pool = new org.apache.tomcat.jdbc.pool.DataSource();
    DataSourceBuilder<?> builder =
        TomcatPool.inPlace(
            "orders",
            pool,
            today -> {
              today.setUrl(Postgres.url(Postgres.port(), database));
              today.setDriverClassName("org.postgresql.Driver");
              today.setUsername("inplace");
              today.setPassword(password);
            });

    assertMoves(
        builder,
        () -> {
          assertThat(pool.getPoolProperties().getPassword()).isEmpty();
          assertThat(pool.getDbProperties()).doesNotContainValue(password);
        });
  }

  private void assertMoves(DataSourceBuilder<?> builder, Runnable atTheImage) throws Exception {
    DataSourceResource resource = builder.build();
    try (Rehearsal rehearsal = Rehearsal.of(resource, defaults())) {
      rehearsal.at(
          Moment.FROZEN,
          () -> {
            atTheImage.run();
            database = "elsewhere";
            password = "rotated";
            Postgres.run("ALTER ROLE inplace PASSWORD 'rotated'");
          });
      rehearsal.checkpoint();

      try (Connection connection = resource.dataSource().getConnection()) {
        assertThat(Database.ask(connection, "SELECT current_database()")).isEqualTo("elsewhere");
      }
    } finally {
      resource.shutDown();
    }
  }
}

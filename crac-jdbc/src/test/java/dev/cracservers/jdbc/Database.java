// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The databases pools are tested with, by the driver that leads there. */
enum Database {
  POSTGRES("jdbc:postgresql://127.0.0.1:%d/postgres", "postgres", "org.postgresql.Driver"),
  MARIADB("jdbc:mariadb://127.0.0.1:%d/mysql", "root", "org.mariadb.jdbc.Driver"),
  /** A MariaDB, too, reached by the driver of MySQL. */
  MYSQL("jdbc:mysql://127.0.0.1:%d/mysql", "root", "com.mysql.cj.jdbc.Driver");

  private final String pattern;
  private final String user;
  private final String driver;

  Database(String pattern, String user, String driver) {
    this.pattern = pattern;
    this.user = user;
    this.driver = driver;
  }

  /** Returns the port of the server, which is started by the first call. */
  int port() {
    return this == POSTGRES ? Postgres.port() : MariaDb.port();
  }

  String url(int port) {
    return pattern.formatted(port);
  }

  /** Returns the administrator, or whom the system property {@code test.user} names. */
  String user() {
    return System.getProperty("test.user", user);
  }

  /**
   * Returns what the file holds that {@code test.password} names, backwards, so that no buffer of a
   * file or a channel is taken for a copy of the password; the administrator needs none.
   */
  String password() {
    String file = System.getProperty("test.password");
    try {
      return file == null
          ? ""
          : new StringBuilder(Files.readString(Path.of(file))).reverse().toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String driver() {
    return driver;
  }

  /** Runs a query of the administrator, on a connection of its own, and returns its only value. */
  String ask(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url(port()), user, "")) {
      return ask(connection, sql);
    }
  }

  /** Returns the only value of a query on the given connection. */
  static String ask(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      ResultSet rows = statement.executeQuery(sql);
      rows.next();
      return rows.getString(1);
    }
  }

  /** Runs a statement of the administrator, on a connection of its own. */
  void run(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url(port()), user, "");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

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

  /** Returns the administrator, who needs no password. */
  String user() {
    return user;
  }

  String driver() {
    return driver;
  }

  /** Runs a query of the administrator, on a connection of its own, and returns its only value. */
  String ask(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url(port()), user, "")) {
      return Postgres.ask(connection, sql);
    }
  }

  /** Runs a statement of the administrator, on a connection of its own. */
  void run(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url(port()), user, "");
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** Makes drivers forget the passwords of connections that are closed. */
final class DriverSecrets {
  private static final String MYSQL = "com.mysql.cj.jdbc.Driver";

  /**
   * So many URLs, each with user and password, the driver of MySQL remembers, and others instead
   * once it has been asked about them. Source: {@code ConnectionUrl} of Connector/J 9.7.
   */
  private static final int REMEMBERED = 100;

  private DriverSecrets() {}

  /** Has them forgotten that led to this URL; called when no connection is being made any more. */
  static void forget(String url) {
    // A driver that nobody uses takes a long time for its first answer.
    if (url.contains(":mysql")) {
      DriverManager.drivers()
          .filter(driver -> driver.getClass().getName().equals(MYSQL))
          .forEach(DriverSecrets::fill);
    }
  }

  private static void fill(Driver mysql) {
    try {
      for (int other = 0; other < REMEMBERED; other++) {
        mysql.getPropertyInfo("jdbc:mysql://nobody/" + other, new Properties());
      }
    } catch (SQLException e) {
      throw new IllegalStateException(
          "the driver of MySQL keeps the passwords of closed connections: " + e.getMessage(), e);
    }
  }
}

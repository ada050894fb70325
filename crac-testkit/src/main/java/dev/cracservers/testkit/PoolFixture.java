// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * A started connection pool with the resource that takes it through a checkpoint.
 *
 * <p>The pool hands out at least two connections at once. Its database is available when the
 * fixture is made.
 */
public interface PoolFixture extends ResourceFixture {

  /** Returns the pool as the application sees it; the same before and after a checkpoint. */
  DataSource dataSource();

  /**
   * Returns how many connections to the database are open, counted where they are real: at the
   * driver or the database, not in the pool's own books.
   */
  int physicalConnections() throws Exception;

  /** Makes every attempt to open a connection to the database fail from now on. */
  void makeDatabaseUnavailable() throws Exception;

  /** Returns how many attempts to open a connection failed since the database is unavailable. */
  int refusedAttempts();

  /** Takes {@link #makeDatabaseUnavailable} back. */
  void makeDatabaseAvailable() throws Exception;

  /** Runs a query on a connection. */
  default void query(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT 1");
    }
  }

  /** Borrows a connection, runs a query, and returns it. */
  @Override
  default void use() throws SQLException {
    try (Connection connection = dataSource().getConnection()) {
      query(connection);
    }
  }
}

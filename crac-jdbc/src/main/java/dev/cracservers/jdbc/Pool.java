// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** What the phases need of a running pool, whoever made it. Thread-safe. */
interface Pool {

  /** Returns how many callers wait inside the pool for a connection. */
  int waiting();

  /** Returns how many connections are with callers. */
  int borrowed();

  /** Closes the idle connections soon, and the borrowed ones as soon as they come back. */
  void evict();

  /** Returns whether the pool itself has closed what it was to close; asked repeatedly. */
  default boolean isQuiet() {
    return true;
  }

  /**
   * Borrows a connection past the gate that holds callers back.
   *
   * @throws SQLException if there is none within the given time
   */
  Connection borrow(Duration timeout) throws SQLException;

  /** Returns whether the application has closed this pool for good. */
  boolean isClosed();
}

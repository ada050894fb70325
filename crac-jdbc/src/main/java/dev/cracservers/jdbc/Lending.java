// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.function.IntSupplier;

/** How it is known which connections of a pool are with callers. Thread-safe. */
interface Lending {

  /** Takes down that a thread borrows a connection and returns what the caller gets. */
  Connection lend(Connection connection, Borrower borrower);

  /** Returns how many connections are with callers. */
  int borrowed();

  /**
   * Cuts the connections that are with callers, where that was asked for.
   *
   * @return how many there were
   */
  int cut() throws SQLException;

  /** A pool that counts by itself: callers get its connections as they are. */
  record ByPool(IntSupplier count) implements Lending {
    @Override
    public Connection lend(Connection connection, Borrower borrower) {
      return connection;
    }

    @Override
    public int borrowed() {
      return count.getAsInt();
    }

    @Override
    public int cut() {
      return 0;
    }
  }

  /** Any pool, and connections that can be cut: callers get them wrapped. */
  record ByWrapping(Borrowers borrowers) implements Lending {
    @Override
    public Connection lend(Connection connection, Borrower borrower) {
      return borrower.borrow(connection);
    }

    @Override
    public int borrowed() {
      return borrowers.borrowed().size();
    }

    @Override
    public int cut() throws SQLException {
      Set<BorrowedConnection> borrowed = borrowers.borrowed();
      for (BorrowedConnection each : borrowed) {
        each.cut();
      }
      return borrowed.size();
    }
  }
}

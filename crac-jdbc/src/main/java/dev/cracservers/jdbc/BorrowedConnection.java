// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * A connection of any pool while it is with a caller: the borrower is told when it is closed. Its
 * statements are those of the pool.
 */
final class BorrowedConnection extends DelegatingConnection {
  private final Borrower borrower;
  private final int place;
  private volatile boolean cut;

  BorrowedConnection(Connection connection, Borrower borrower, int place) {
    super(connection);
    this.borrower = borrower;
    this.place = place;
  }

  @Override
  public void close() throws SQLException {
    try {
      connection.close();
    } catch (SQLException e) {
      // Once cut it is closed, whatever a pool says that has been closed meanwhile.
      if (!cut) {
        throw e;
      }
    } finally {
      borrower.giveBack(this, place);
    }
  }

  /**
   * Returns whether it was not given back past this object, as through a statement's connection.
   */
  boolean isWithCaller() {
    try {
      if (!connection.isClosed()) {
        return true;
      }
    } catch (SQLException unknown) {
      return true;
    }
    borrower.giveBack(this, place);
    return false;
  }

  void cut() throws SQLException {
    cut = true;
    connection.abort(Runnable::run);
    borrower.giveBack(this, place);
  }
}

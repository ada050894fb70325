// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import dev.cracservers.jdbc.Borrowers.Borrower;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A connection of any pool while a caller has it: reports to its borrower when it is closed and
 * passes every other call on. Its statements are those of the pool.
 */
final class BorrowedConnection implements InvocationHandler {
  private final Connection connection;
  private final Borrower borrower;
  private final int place;
  private volatile boolean cut;

  BorrowedConnection(Connection connection, Borrower borrower, int place) {
    this.connection = connection;
    this.borrower = borrower;
    this.place = place;
  }

  /** Returns what the caller gets. */
  Connection proxy() {
    return (Connection)
        Proxy.newProxyInstance(
            BorrowedConnection.class.getClassLoader(), new Class<?>[] {Connection.class}, this);
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    switch (method.getName()) {
      case "close" -> {
        close();
        return null;
      }
      case "equals" -> {
        return arguments != null && proxy == arguments[0];
      }
      case "hashCode" -> {
        return System.identityHashCode(proxy);
      }
      default -> {
        try {
          return method.invoke(connection, arguments);
        } catch (InvocationTargetException e) {
          throw e.getCause();
        }
      }
    }
  }

  private void close() throws SQLException {
    try {
      connection.close();
    } catch (SQLException e) {
      // A connection that was cut is closed, whatever a pool reports that has been closed since.
      if (!cut) {
        throw e;
      }
    } finally {
      borrower.giveBack(this, place);
    }
  }

  /**
   * Returns whether the caller still has it: a caller can also close the pool's own connection,
   * which its statements return.
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

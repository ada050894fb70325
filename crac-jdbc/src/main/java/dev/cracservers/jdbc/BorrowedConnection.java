// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A connection of any pool while it is with a caller: it leaves the set of borrowed ones when it is
 * closed. A proxy and not a class of ours, so that methods which later Java versions add to {@link
 * Connection} reach the pool's connection, too.
 */
final class BorrowedConnection implements InvocationHandler {
  private final Connection connection;
  private final Set<BorrowedConnection> borrowed;
  private volatile boolean cut;

  private BorrowedConnection(Connection connection, Set<BorrowedConnection> borrowed) {
    this.connection = connection;
    this.borrowed = borrowed;
  }

  /** Adds the connection to the set and returns what the caller gets. */
  static Connection in(Set<BorrowedConnection> borrowed, Connection connection) {
    BorrowedConnection handler = new BorrowedConnection(connection, borrowed);
    borrowed.add(handler);
    return (Connection)
        Proxy.newProxyInstance(
            BorrowedConnection.class.getClassLoader(), new Class<?>[] {Connection.class}, handler);
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    return switch (method.getName()) {
      case "equals" -> arguments != null && proxy == arguments[0];
      case "hashCode" -> System.identityHashCode(proxy);
      case "close" -> close();
      default -> call(method, arguments);
    };
  }

  /** Returns whether it was given back past this proxy, as through a statement's connection. */
  boolean isClosed() {
    try {
      return connection.isClosed();
    } catch (SQLException unknown) {
      return false;
    }
  }

  void cut() throws SQLException {
    cut = true;
    connection.abort(Runnable::run);
  }

  private @Nullable Object close() throws SQLException {
    try {
      connection.close();
    } catch (SQLException e) {
      // Once cut it is closed, whatever a pool says that has been closed meanwhile.
      if (!cut) {
        throw e;
      }
    } finally {
      borrowed.remove(this);
    }
    return null;
  }

  private @Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
    try {
      return method.invoke(connection, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }
}

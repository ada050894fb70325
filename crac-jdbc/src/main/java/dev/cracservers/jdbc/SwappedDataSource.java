// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import dev.cracservers.jdbc.Borrowers.Borrower;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Set;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The data source that the application keeps while the pool behind it is closed and recreated.
 * Thread-safe.
 */
final class SwappedDataSource implements DataSource {
  private interface Access {
    Connection from(DataSource pool) throws SQLException;
  }

  /** {@link Borrower} publishes without a fence: its writes become visible a moment later. */
  private static final int LOOKS = 3;

  private final String name;
  private final SwappedPool<?> pool;
  private final CallerGate callers = new CallerGate();
  private final Duration timeout;
  private final Borrowers borrowers = new Borrowers();
  private int looks;

  SwappedDataSource(String name, SwappedPool<?> pool, Duration timeout) {
    this.name = name;
    this.pool = pool;
    this.timeout = timeout;
  }

  CallerGate callers() {
    return callers;
  }

  /**
   * Returns a connection, after the checkpoint if one is running.
   *
   * @throws SQLException what the pool throws, or {@link SQLTransientConnectionException} if it
   *     stays closed for a checkpoint for longer than the caller waits
   */
  @Override
  public Connection getConnection() throws SQLException {
    return borrow(DataSource::getConnection);
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return borrow(today -> today.getConnection(user, password));
  }

  private Connection borrow(Access access) throws SQLException {
    Borrower borrower = borrowers.current();
    boolean admitted = false;
    while (true) {
      borrower.enter();
      int turn = callers.turn();
      DataSource today = null;
      try {
        if (admitted || CallerGate.isOpen(turn)) {
          today = pool.current();
          if (today != null) {
            Connection connection = access.from(today);
            return pool.counts() ? connection : borrower.borrow(connection);
          }
          if (CallerGate.isOpen(callers.turn())) {
            throw new SQLNonTransientConnectionException("pool " + name + " has been closed");
          }
        }
      } catch (SQLException e) {
        // What a pool says that is being closed for a checkpoint tells nothing about the database.
        if (turn == callers.turn() && pool.is(today)) {
          throw e;
        }
      } finally {
        borrower.leave();
      }
      callers.pass(name, timeout, "borrowTimeout");
      admitted = true;
    }
  }

  /** Borrows past the gate. */
  Connection borrowToProve() throws SQLException {
    DataSource today = pool.current();
    if (today == null) {
      throw new SQLNonTransientConnectionException("pool " + name + " is closed");
    }
    return today.getConnection();
  }

  /** Returns how many connections are with callers. */
  int borrowed() {
    return pool.counts() ? pool.count() : borrowers.borrowed().size();
  }

  /** Returns how many callers wait for a connection inside the pool. */
  int waiting() {
    return borrowers.inside();
  }

  /**
   * Takes the pool away if nobody has or is getting a connection; otherwise changes nothing. Asked
   * repeatedly by one thread.
   */
  boolean takeIfIdle() {
    looks = isIdle() ? looks + 1 : 0;
    if (looks < LOOKS) {
      return false;
    }
    looks = 0;
    pool.take();
    if (isIdle()) {
      return true;
    }
    pool.putBack();
    return false;
  }

  /**
   * Cuts the borrowed connections, unless the pool counts them.
   *
   * @return how many there were
   */
  int cut() {
    Set<BorrowedConnection> borrowed = borrowers.borrowed();
    try {
      for (BorrowedConnection each : borrowed) {
        each.cut();
      }
      return borrowed.size();
    } catch (SQLException e) {
      throw new IllegalStateException(
          "pool " + name + ": a borrowed connection cannot be cut: " + e.getMessage(), e);
    }
  }

  private boolean isIdle() {
    // In this order: a caller leaves only after its connection is among the borrowed ones.
    return borrowers.inside() == 0 && borrowed() == 0;
  }

  private DataSource today() throws SQLException {
    DataSource today = pool.current();
    if (today == null) {
      throw new SQLTransientConnectionException("pool " + name + " is closed for a checkpoint");
    }
    return today;
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    today().setLoginTimeout(seconds);
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    return today().getLoginTimeout();
  }

  @Override
  public @Nullable PrintWriter getLogWriter() throws SQLException {
    return today().getLogWriter();
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
    today().setLogWriter(out);
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getLogger("dev.cracservers.jdbc");
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    DataSource today = today();
    return type.isInstance(today) ? type.cast(today) : today.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    DataSource today = today();
    return type.isInstance(today) || today.isWrapperFor(type);
  }
}

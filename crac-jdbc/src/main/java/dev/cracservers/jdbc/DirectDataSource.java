// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import java.lang.invoke.VarHandle;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Goes straight to a pool that counts for itself, while its gate is open: one number to look at,
 * and no note of who is on the way. Who is when the gate is shut is told by the stacks of the
 * threads; so virtual threads, which are not among those, have to take the other way. Thread-safe.
 */
abstract sealed class DirectDataSource implements DataSource permits SwappedDataSource {
  /** Even while the way is open, and another number whenever it is opened or shut. */
  private volatile int turn = 1;

  private @Nullable DataSource pool;

  /**
   * Returns a connection, after the checkpoint if there is one under way.
   *
   * @throws SQLException what the pool throws, or {@link java.sql.SQLTransientConnectionException}
   *     if it is closed for a checkpoint for longer than a caller waits
   */
  @Override
  public final Connection getConnection() throws SQLException {
    Connection connection = VirtualThreads.isCurrent() ? null : Direct.lend(this);
    return connection == null ? lendNoted() : connection;
  }

  /** Returns a connection in the way that is open to all, and knows who is on it. */
  abstract Connection lendNoted() throws SQLException;

  final boolean isDirect() {
    return CallerGate.isOpen(turn);
  }

  final synchronized void openDirect(DataSource today) {
    if (!CallerGate.isOpen(turn)) {
      pool = today;
      turn = turn + 1;
    }
  }

  /** Lets nobody in any more; the time that begins is over when those are out who are in. */
  final synchronized GracePeriod shutDirect() {
    boolean wasOpen = CallerGate.isOpen(turn);
    if (wasOpen) {
      turn = turn + 1;
      pool = null;
    }
    return new GracePeriod(Direct.class, wasOpen);
  }

  /** What a thread is in while it is on its way to the pool, and nobody else is. */
  private static final class Direct {

    /** Returns a connection; null if the way is shut or has been meanwhile. */
    static @Nullable Connection lend(DirectDataSource from) throws SQLException {
      // Without it the number could be read, a thread be stopped, and this method then be entered.
      VarHandle.acquireFence();
      int now = from.turn;
      DataSource today = from.pool;
      if (CallerGate.isOpen(now) && today != null) {
        try {
          return today.getConnection();
        } catch (SQLException e) {
          // What a pool says that is being closed for a checkpoint tells nothing about the
          // database.
          if (from.turn == now) {
            throw e;
          }
        }
      }
      return null;
    }
  }
}

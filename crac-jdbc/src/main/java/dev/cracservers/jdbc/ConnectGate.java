// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Holds the pool's own thread back before it makes a physical connection, and counts the
 * connections that are being made. Thread-safe.
 *
 * <p>The thread is parked and not refused: refused, a pool backs off for seconds, and would do so
 * just after the restore.
 */
final class ConnectGate {
  private enum State {
    OPEN,
    SHUT,
    ENDED
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private State state = State.OPEN;
  private int inProgress;

  /**
   * Waits while the gate is shut, and counts a connection as being made until {@link #leave()}.
   *
   * @throws SQLException if the pool is closed for good, or the thread is interrupted
   */
  void enter() throws SQLException {
    lock.lock();
    try {
      while (state == State.SHUT) {
        changed.await();
      }
      if (state == State.ENDED) {
        throw new SQLNonTransientConnectionException("the pool has been closed");
      }
      inProgress++;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted before a connection was made", e);
    } finally {
      lock.unlock();
    }
  }

  /** Ends what {@link #enter()} began. */
  void leave() {
    lock.lock();
    try {
      inProgress--;
    } finally {
      lock.unlock();
    }
  }

  /** Returns how many connections are being made. */
  int inProgress() {
    lock.lock();
    try {
      return inProgress;
    } finally {
      lock.unlock();
    }
  }

  /** Lets no connection begin; connections that are being made go on. */
  void shut() {
    changeTo(State.SHUT);
  }

  /** Lets connections be made again. */
  void open() {
    changeTo(State.OPEN);
  }

  /** Refuses every connection from now on, because the pool has been closed for good. */
  void end() {
    changeTo(State.ENDED);
  }

  private void changeTo(State next) {
    lock.lock();
    try {
      if (state != State.ENDED) {
        state = next;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }
}

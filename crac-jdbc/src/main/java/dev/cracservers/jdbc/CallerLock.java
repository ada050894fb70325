// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.SuspendResumeLock;
import java.sql.SQLException;
import java.time.Duration;

/**
 * The gate before a running HikariCP pool, in the place of its suspension lock: each caller goes
 * through it before anything else. Thread-safe.
 */
sealed class CallerLock extends SuspendResumeLock permits SuspendableCallerLock {
  private final HikariDataSource dataSource;
  private final CallerGate callers = new CallerGate(open -> shut = !open);

  /** A field of its own: through the gate it would be two steps for each call. */
  private volatile boolean shut;

  CallerLock(HikariDataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** Returns one to take the place of what the pool has, which goes on working. */
  static CallerLock inPlaceOf(SuspendResumeLock behind, HikariDataSource dataSource) {
    return behind == FAUX_LOCK
        ? new CallerLock(dataSource)
        : new SuspendableCallerLock(dataSource, behind);
  }

  CallerGate callers() {
    return callers;
  }

  @Override
  public void acquire() throws SQLException {
    if (shut) {
      callers.pass(
          dataSource.getPoolName(),
          Duration.ofMillis(dataSource.getConnectionTimeout()),
          "connectionTimeout");
    }
  }

  @Override
  public void release() {
    // Nobody is counted.
  }

  @Override
  public void suspend() {
    throw new IllegalStateException(
        dataSource.getPoolName() + " - is not suspendable: set allowPoolSuspension");
  }

  @Override
  public void resume() {
    // As little as there was to suspend.
  }
}

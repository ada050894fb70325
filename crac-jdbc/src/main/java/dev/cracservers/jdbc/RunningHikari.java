// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * A HikariCP pool that was running before it was taken over. The ledger does not know the sockets
 * of connections that are older, so the pool has to have closed them, too. Used by the thread of
 * the phases.
 */
final class RunningHikari implements Pool {
  /** Between taking a task and beginning it an executor looks idle. */
  private static final int LOOKS = 3;

  private final HikariAccess access;
  private final HikariInternals internals;
  private final CallerGate callers;
  private int looks;

  RunningHikari(HikariAccess access, HikariInternals internals, CallerGate callers) {
    this.access = access;
    this.internals = internals;
    this.callers = callers;
  }

  @Override
  public int waiting() {
    return access.waiting();
  }

  @Override
  public int borrowed() {
    return access.borrowed();
  }

  @Override
  public void evict() {
    access.evict();
  }

  @Override
  public boolean isQuiet() {
    looks = internals.hasClosedAll() ? looks + 1 : 0;
    return looks >= LOOKS;
  }

  @Override
  public Connection borrow(Duration timeout) throws SQLException {
    callers.beginProof();
    try {
      return access.borrow(timeout);
    } finally {
      callers.endProof();
    }
  }

  @Override
  public boolean isClosed() {
    return access.isClosed();
  }
}

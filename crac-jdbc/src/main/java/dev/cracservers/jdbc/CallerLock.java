// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.SuspendResumeLock;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The gate before a running HikariCP pool, in the place of its suspension lock: each caller goes
 * through it before anything else. What the pool had there is behind it. Thread-safe.
 */
final class CallerLock extends SuspendResumeLock {
  private final HikariDataSource dataSource;
  private final SuspendResumeLock behind;
  private final CallerGate callers;
  private volatile @Nullable Thread prover;

  CallerLock(HikariDataSource dataSource, SuspendResumeLock behind, CallerGate callers) {
    this.dataSource = dataSource;
    this.behind = behind;
    this.callers = callers;
  }

  /** Lets the calling thread pass, the gate being shut; until {@link #endProof()}. */
  void beginProof() {
    prover = Thread.currentThread();
  }

  void endProof() {
    prover = null;
  }

  @Override
  public void acquire() throws SQLException {
    if (!CallerGate.isOpen(callers.turn()) && prover != Thread.currentThread()) {
      callers.pass(
          dataSource.getPoolName(),
          Duration.ofMillis(dataSource.getConnectionTimeout()),
          "connectionTimeout");
    }
    behind.acquire();
  }

  @Override
  public void release() {
    behind.release();
  }

  @Override
  public void suspend() {
    if (behind == FAUX_LOCK) {
      throw new IllegalStateException(
          dataSource.getPoolName() + " - is not suspendable: set allowPoolSuspension");
    }
    behind.suspend();
  }

  @Override
  public void resume() {
    behind.resume();
  }
}

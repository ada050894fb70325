// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.SuspendResumeLock;
import java.sql.SQLException;

/** The gate before a pool that can be suspended: what it had for that is behind the gate. */
final class SuspendableCallerLock extends CallerLock {
  private final SuspendResumeLock behind;

  SuspendableCallerLock(HikariDataSource dataSource, SuspendResumeLock behind) {
    super(dataSource);
    this.behind = behind;
  }

  @Override
  public void acquire() throws SQLException {
    super.acquire();
    behind.acquire();
  }

  @Override
  public void release() {
    behind.release();
  }

  @Override
  public void suspend() {
    behind.suspend();
  }

  @Override
  public void resume() {
    behind.resume();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;

/**
 * A HikariCP pool that has been started. Relies on HikariCP 7.1.0: its MXBean is the pool itself,
 * whose {@code getConnection(long)} takes a timeout of its own.
 */
record HikariAccess(HikariDataSource dataSource) implements Pool {

  @Override
  public int waiting() {
    return pool().getThreadsAwaitingConnection();
  }

  @Override
  public int borrowed() {
    return pool().getActiveConnections();
  }

  @Override
  public void evict() {
    pool().softEvictConnections();
  }

  @Override
  public Connection borrow(Duration timeout) throws SQLException {
    if (pool().poolState == HikariPool.POOL_SUSPENDED) {
      throw new SQLTransientConnectionException(
          dataSource.getPoolName() + " - is suspended, and would not answer: resume it");
    }
    return pool().getConnection(Math.max(1, timeout.toMillis()));
  }

  @Override
  public boolean isClosed() {
    return dataSource.isClosed();
  }

  HikariPool pool() {
    return (HikariPool) dataSource.getHikariPoolMXBean();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;

/** A HikariCP pool with a gate before its callers and one behind its own threads. Thread-safe. */
final class GatedHikariDataSource extends HikariDataSource {
  private final CallerGate callers;
  private final ConnectGate connects;

  GatedHikariDataSource(HikariConfig config, CallerGate callers, ConnectGate connects) {
    super(config);
    this.callers = callers;
    this.connects = connects;
  }

  /**
   * Returns a connection, after the checkpoint if there is one under way.
   *
   * @throws SQLTransientConnectionException if there is none within the connection timeout; before
   *     the gate and in the pool it counts anew
   */
  @Override
  public Connection getConnection() throws SQLException {
    while (true) {
      int turn = callers.turn();
      if (!CallerGate.isOpen(turn)) {
        callers.pass(getPoolName(), Duration.ofMillis(getConnectionTimeout()), "connectionTimeout");
        turn = callers.turn();
      }
      try {
        return super.getConnection();
      } catch (SQLTransientConnectionException e) {
        // A caller may have come into the pool just before the gate was shut. What it waited there
        // says nothing about the database, nor even about time: the clock may have jumped.
        if (CallerGate.isOpen(turn) && turn == callers.turn()) {
          throw e;
        }
      }
    }
  }

  @Override
  public void close() {
    // HikariCP waits for its thread that makes connections; parked at the gate it would not end.
    connects.end();
    super.close();
    callers.open();
  }
}

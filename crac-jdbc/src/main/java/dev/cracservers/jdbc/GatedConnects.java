// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;

/**
 * Makes the physical connections of a pool: each goes through the gate and into the ledger.
 * Thread-safe.
 */
final class GatedConnects {
  interface Attempt {
    Connection connect() throws SQLException;
  }

  private final Destination destination;
  private final ConnectGate gate;
  private final ConnectionLedger ledger;
  private final ConnectRetry retry;

  GatedConnects(
      Destination destination, ConnectGate gate, ConnectionLedger ledger, ConnectRetry retry) {
    this.destination = destination;
    this.gate = gate;
    this.ledger = ledger;
    this.retry = retry;
  }

  /** Makes a connection, trying again while the pool is being proved. */
  Connection make(Attempt attempt) throws SQLException {
    while (true) {
      try {
        return once(attempt);
      } catch (SQLException e) {
        if (!retry.isWorthwhileAfter(e)) {
          throw e;
        }
      }
    }
  }

  private Connection once(Attempt attempt) throws SQLException {
    gate.enter();
    try {
      Set<Integer> ports = destination.ports();
      Set<String> before = OpenSockets.now();
      Connection connection = attempt.connect();
      ledger.add(connection, before, ports);
      return connection;
    } finally {
      gate.leave();
    }
  }
}

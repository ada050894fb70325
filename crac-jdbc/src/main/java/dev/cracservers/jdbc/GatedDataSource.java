// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Set;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What a pool gets its physical connections from: each goes through the gate and into the ledger.
 * Thread-safe.
 */
final class GatedDataSource implements DataSource {
  private interface Attempt {
    Connection connect() throws SQLException;
  }

  private final Connector connector;
  private final ConnectGate gate;
  private final ConnectionLedger ledger;
  private final ConnectRetry retry;

  GatedDataSource(
      Connector connector, ConnectGate gate, ConnectionLedger ledger, ConnectRetry retry) {
    this.connector = connector;
    this.gate = gate;
    this.ledger = ledger;
    this.retry = retry;
  }

  @Override
  public Connection getConnection() throws SQLException {
    return retrying(connector::connect);
  }

  @Override
  public Connection getConnection(String user, @Nullable String password) throws SQLException {
    return retrying(() -> connector.connect(user, password));
  }

  private Connection retrying(Attempt attempt) throws SQLException {
    while (true) {
      try {
        return connect(attempt);
      } catch (SQLException e) {
        if (!retry.isWorthwhileAfter(e)) {
          throw e;
        }
      }
    }
  }

  private Connection connect(Attempt attempt) throws SQLException {
    gate.enter();
    try {
      Set<Integer> ports = connector.ports();
      Set<String> before = OpenSockets.now();
      Connection connection = attempt.connect();
      ledger.add(connection, before, ports);
      return connection;
    } finally {
      gate.leave();
    }
  }

  /** Sets it for all drivers of this process, as HikariCP does with a JDBC URL. */
  @Override
  public void setLoginTimeout(int seconds) {
    DriverManager.setLoginTimeout(seconds);
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    return connector.loginTimeout();
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
    throw new SQLFeatureNotSupportedException("drivers log by themselves");
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException("drivers log by themselves");
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    throw new SQLException("this data source wraps no " + type.getName());
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return type.isInstance(this);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What a pool of HikariCP gets its physical connections from: each goes through the gate and into
 * the ledger. Thread-safe.
 */
final class GatedDataSource implements DataSource {
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
    return retry.connect(() -> gated(connector::connect));
  }

  @Override
  public Connection getConnection(String user, @Nullable String password) throws SQLException {
    return retry.connect(() -> gated(() -> connector.connect(user, password)));
  }

  private Connection gated(Connecting attempt) throws SQLException {
    gate.enter();
    try {
      return ledger.connect(connector, attempt);
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

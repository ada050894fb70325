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

/** What a pool of HikariCP gets its physical connections from. Thread-safe. */
final class GatedDataSource implements DataSource {
  private final Connector connector;
  private final GatedConnects connects;

  GatedDataSource(
      Connector connector, ConnectGate gate, ConnectionLedger ledger, ConnectRetry retry) {
    this.connector = connector;
    connects = new GatedConnects(connector, gate, ledger, retry);
  }

  @Override
  public Connection getConnection() throws SQLException {
    return connects.make(connector::connect);
  }

  @Override
  public Connection getConnection(String user, @Nullable String password) throws SQLException {
    return connects.make(() -> connector.connect(user, password));
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

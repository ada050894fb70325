// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLNonTransientConnectionException;
import java.util.Properties;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What a running pool of Agroal makes its connections with, once taken over. Thread-safe. */
final class GatedDriver implements Driver {
  private final Driver former;
  private final GatedConnects connects;
  private final @Nullable Connector suppliers;

  /**
   * @param suppliers take the place of what the pool says; null if it is asked
   */
  GatedDriver(Driver former, GatedConnects connects, @Nullable Connector suppliers) {
    this.former = former;
    this.connects = connects;
    this.suppliers = suppliers;
  }

  @Override
  public Connection connect(String url, Properties properties) throws SQLException {
    Connector asked = suppliers;
    return connects.make(asked == null ? () -> formerly(url, properties) : asked::connect);
  }

  private Connection formerly(String url, Properties properties) throws SQLException {
    Connection connection = former.connect(url, properties);
    if (connection == null) {
      throw new SQLNonTransientConnectionException(
          "the driver " + former.getClass().getName() + " does not take the URL of its pool");
    }
    return connection;
  }

  @Override
  public boolean acceptsURL(String url) throws SQLException {
    return former.acceptsURL(url);
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, Properties properties)
      throws SQLException {
    return former.getPropertyInfo(url, properties);
  }

  @Override
  public int getMajorVersion() {
    return former.getMajorVersion();
  }

  @Override
  public int getMinorVersion() {
    return former.getMinorVersion();
  }

  @Override
  public boolean jdbcCompliant() {
    return former.jdbcCompliant();
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    return former.getParentLogger();
  }
}

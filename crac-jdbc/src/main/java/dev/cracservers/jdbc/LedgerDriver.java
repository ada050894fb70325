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

/**
 * What a running pool of Agroal makes its connections with, once taken over: each goes into the
 * ledger. The gate is {@link AgroalPermits}. Thread-safe.
 */
final class LedgerDriver implements Driver {
  private final Driver former;
  private final Destination destination;
  private final @Nullable Connector suppliers;
  private final ConnectionLedger ledger;
  private final ConnectRetry retry;

  /**
   * @param destination of connections that are made in the former way
   * @param suppliers take the place of what the pool says; null if it is asked
   */
  LedgerDriver(
      Driver former,
      Destination destination,
      @Nullable Connector suppliers,
      ConnectionLedger ledger,
      ConnectRetry retry) {
    this.former = former;
    this.destination = suppliers == null ? destination : suppliers;
    this.suppliers = suppliers;
    this.ledger = ledger;
    this.retry = retry;
  }

  /** Returns where connections go. */
  Destination destination() {
    return destination;
  }

  @Override
  public Connection connect(String url, Properties properties) throws SQLException {
    Connector asked = suppliers;
    Connecting attempt = asked == null ? () -> formerly(url, properties) : asked::connect;
    return retry.connect(() -> ledger.connect(destination, attempt));
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

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLNonTransientConnectionException;
import java.util.Collections;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections with a driver. URL, user, password and properties are asked for at each
 * connection and kept nowhere.
 */
final class DriverConnector implements Connector {
  static final String USER = "user";
  static final String PASSWORD = "password";

  private final String pool;
  private final Supplier<String> url;
  private final Map<String, Supplier<String>> properties;
  private final @Nullable String driverClass;

  /**
   * @param properties what the driver is given besides the URL, {@link #USER} and {@link #PASSWORD}
   *     among it
   * @param driverClass the driver to use; null for the one that takes the URL
   */
  DriverConnector(
      String pool,
      Supplier<String> url,
      Map<String, Supplier<String>> properties,
      @Nullable String driverClass) {
    this.pool = pool;
    this.url = url;
    this.properties = Map.copyOf(properties);
    this.driverClass = driverClass;
  }

  @Override
  public Connection connect(String user, @Nullable String password) throws SQLException {
    throw new SQLFeatureNotSupportedException(
        "user and password come from the suppliers the pool was given");
  }

  @Override
  public int loginTimeout() {
    return DriverManager.getLoginTimeout();
  }

  @Override
  public Connection connect() throws SQLException {
    JdbcUrl target = new JdbcUrl(resolve("url", url));
    String wrong = fault(target);
    if (wrong != null) {
      throw new SQLNonTransientConnectionException(wrong);
    }
    Properties resolved = new Properties();
    for (Map.Entry<String, Supplier<String>> property : properties.entrySet()) {
      resolved.setProperty(property.getKey(), resolve(property.getKey(), property.getValue()));
    }
    Connection connection = driver(target).connect(target.text(), resolved);
    if (connection == null) {
      throw new SQLNonTransientConnectionException(
          "pool " + pool + ": the driver " + driverClass + " does not take the URL " + target);
    }
    return connection;
  }

  /** Returns why connections cannot be made with this URL, and what to do; null if they can. */
  @Nullable String fault(JdbcUrl target) {
    if (target.hasPassword()) {
      return "pool "
          + pool
          + ": the URL "
          + target
          + " carries a password. The driver would prefer it to a rotated one, and it would lie in"
          + " the image: take it out of the URL and give it with password(() -> ...)";
    }
    if (target.hasUser() && properties.containsKey(USER)) {
      return "pool "
          + pool
          + ": the URL "
          + target
          + " carries a user, which the driver prefers to the one given with user(() -> ...):"
          + " take it out of the URL";
    }
    return target.isInMemory() ? inMemory(pool, target) : null;
  }

  /** Returns why a database in memory is refused. */
  static String inMemory(String pool, JdbcUrl target) {
    return "pool "
        + pool
        + ": the database "
        + target
        + " lives in this process and would be lost with its last connection. It has no socket:"
        + " use the pool as it is, without this resource";
  }

  @Override
  public Set<Integer> ports() throws SQLException {
    return DatabasePlace.namedPorts(resolve("url", url));
  }

  @Override
  public String target() {
    try {
      return new JdbcUrl(resolve("url", url)).toString();
    } catch (SQLException e) {
      return "an unknown URL (" + e.getMessage() + ")";
    }
  }

  private String resolve(String setting, Supplier<String> supplier) throws SQLException {
    String value;
    try {
      value = supplier.get();
    } catch (RuntimeException e) {
      throw new SQLNonTransientConnectionException(
          "pool " + pool + ": its " + setting + " cannot be had: " + e.getMessage(), e);
    }
    if (value == null) {
      throw new SQLNonTransientConnectionException(
          "pool " + pool + ": its " + setting + " cannot be had: the supplier returned null");
    }
    return value;
  }

  private Driver driver(JdbcUrl target) throws SQLException {
    if (driverClass == null) {
      return DriverManager.getDriver(target.text());
    }
    for (Driver registered : Collections.list(DriverManager.getDrivers())) {
      if (registered.getClass().getName().equals(driverClass)) {
        return registered;
      }
    }
    return load(driverClass);
  }

  /** Loads a driver that this class may not see among the registered ones, as in a web app. */
  private static Driver load(String name) throws SQLException {
    try {
      Class<?> type = Class.forName(name, true, Thread.currentThread().getContextClassLoader());
      return type.asSubclass(Driver.class).getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException | ClassCastException e) {
      throw new SQLNonTransientConnectionException("there is no driver " + name, e);
    }
  }
}

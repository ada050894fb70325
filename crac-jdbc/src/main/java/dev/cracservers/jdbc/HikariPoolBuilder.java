// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.cracservers.core.CheckpointSettings.OnDrainTimeout;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link HikariPoolResource}. All suppliers are asked at each physical connection, on a
 * thread of the pool, and what they return is not kept; so a password that was rotated or a
 * database that moved while the image lay is found after the restore. Not thread-safe.
 */
public final class HikariPoolBuilder {
  private final HikariConfig config = new HikariConfig();
  private final @Nullable HikariDataSource running;
  private final Map<String, Supplier<String>> properties = new HashMap<>();
  private @Nullable Supplier<String> url;
  private OnDrainTimeout onBorrowedTimeout = OnDrainTimeout.ABORT;

  HikariPoolBuilder(HikariDataSource running) {
    this.running = running;
    config.setPoolName(running.getPoolName());
  }

  HikariPoolBuilder(HikariConfig given) {
    if (given instanceof HikariDataSource pool && pool.isRunning()) {
      throw new IllegalArgumentException(
          "pool "
              + pool.getPoolName()
              + " is running already: take it over with HikariPoolResource.running(pool)");
    }
    running = null;
    given.copyStateTo(config);
    String fixedUrl = given.getJdbcUrl();
    if (fixedUrl != null) {
      url = () -> fixedUrl;
    }
    String fixedUser = given.getUsername();
    if (fixedUser != null) {
      user(() -> fixedUser);
    }
    for (String property : given.getDataSourceProperties().stringPropertyNames()) {
      String fixed = given.getDataSourceProperties().getProperty(property);
      properties.put(property, () -> fixed);
    }
  }

  /**
   * Names the resource, and a pool that is built; by default by the pool name of the configuration.
   */
  public HikariPoolBuilder name(String name) {
    config.setPoolName(name);
    return this;
  }

  /** Gives the JDBC URL; by default that of the configuration. */
  public HikariPoolBuilder url(Supplier<String> supplier) {
    url = supplier;
    return this;
  }

  /** Gives the user; by default that of the configuration. */
  public HikariPoolBuilder user(Supplier<String> supplier) {
    return property(DriverConnector.USER, supplier);
  }

  /** Gives the password; by default a pool that is built sends none. */
  public HikariPoolBuilder password(Supplier<String> supplier) {
    return property(DriverConnector.PASSWORD, supplier);
  }

  /** Gives a property of the driver; by default the data source property of the configuration. */
  public HikariPoolBuilder property(String name, Supplier<String> supplier) {
    properties.put(name, supplier);
    return this;
  }

  /**
   * Says what happens with connections that are still borrowed when the deadline of CLOSE ends: by
   * default the checkpoint is given up. Cut connections fail their owners; cutting begins when a
   * quarter of the deadline is left, of a short one half or a second.
   */
  public HikariPoolBuilder onBorrowedTimeout(OnDrainTimeout answer) {
    onBorrowedTimeout = answer;
    return this;
  }

  /**
   * Builds the pool and starts it, with its first connection as the configuration has it; or takes
   * the running pool over, which borrows a connection and waits for one that is being made.
   *
   * @throws IllegalArgumentException if the configuration or the URL carries a password, names
   *     connections in a way that cannot be gated, or names an in-memory database; or if the
   *     running pool is of a version that cannot be taken over, or has been already
   * @throws IllegalStateException if the running pool has no connection, or goes on making one
   */
  public HikariPoolResource build() {
    if (running != null) {
      return new HikariTakeover(config.getPoolName(), running, url, properties)
          .resource(onBorrowedTimeout);
    }
    refuseUngated();
    refusePasswords();
    Supplier<String> target =
        Objects.requireNonNull(url, "neither url(...) nor a jdbcUrl is given");
    CallerGate callers = new CallerGate();
    ConnectGate connects = new ConnectGate();
    ConnectionLedger ledger = new ConnectionLedger();
    ConnectRetry retry = new ConnectRetry();
    config.setUsername(null);
    // HikariCP tells MySQL by its URL and then sets network timeouts on the calling thread.
    config.setJdbcUrl(target.get());
    config.validate();
    String name = config.getPoolName();
    DriverConnector connector =
        new DriverConnector(name, target, properties, config.getDriverClassName());
    String fault = connector.fault(new JdbcUrl(config.getJdbcUrl()));
    if (fault != null) {
      throw new IllegalArgumentException(fault);
    }
    config.setDataSource(new GatedDataSource(connector, connects, ledger, retry));
    GatedHikariDataSource dataSource = new GatedHikariDataSource(config, callers, connects);
    GatedPool gated =
        new GatedPool(
            name, new HikariAccess(dataSource), callers, connects, ledger, retry, connector);
    return new HikariPoolResource(gated, dataSource, onBorrowedTimeout);
  }

  private void refuseUngated() {
    String other = null;
    if (config.getDataSource() != null) {
      other = "dataSource";
    } else if (config.getDataSourceClassName() != null) {
      other = "dataSourceClassName";
    } else if (config.getDataSourceJNDI() != null) {
      other = "dataSourceJNDI";
    } else if (config.getCredentialsProvider() != null) {
      other = "credentialsProvider";
    }
    if (other != null) {
      throw new IllegalArgumentException(
          "pool "
              + config.getPoolName()
              + ": "
              + other
              + " is set, but its connections are to be made by a driver: leave it out and give"
              + " url(...), user(...), password(...) and property(...)");
    }
  }

  private void refusePasswords() {
    if (config.getPassword() != null) {
      throw ConfiguredSecrets.refused(config.getPoolName(), "password");
    }
    ConfiguredSecrets.refuseIn(config.getPoolName(), config.getDataSourceProperties());
  }
}

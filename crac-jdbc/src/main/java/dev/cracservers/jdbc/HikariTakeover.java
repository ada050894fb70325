// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import dev.cracservers.core.CheckpointSettings.OnDrainTimeout;
import dev.cracservers.core.Deadline;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts the gates into a HikariCP pool that is running: one in the place of its suspension lock, one
 * in the place of the data source it makes connections with. Used once, by one thread.
 */
final class HikariTakeover {
  private static final int LOOKS = 3;

  /** A connect that takes longer than this will not end soon. */
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(30);

  private final String name;
  private final HikariDataSource pool;
  private final @Nullable Supplier<String> url;
  private final Map<String, Supplier<String>> given;
  private int looks;

  HikariTakeover(
      String name,
      HikariDataSource pool,
      @Nullable Supplier<String> url,
      Map<String, Supplier<String>> given) {
    this.name = name;
    this.pool = pool;
    this.url = url;
    this.given = given;
  }

  HikariPoolResource resource(OnDrainTimeout onBorrowedTimeout) {
    if (pool instanceof GatedHikariDataSource) {
      throw new IllegalArgumentException(twice());
    }
    JdbcUrl target = new JdbcUrl(urlOfAConnection());
    HikariAccess access = new HikariAccess(pool);
    HikariInternals internals = new HikariInternals(access.pool());
    if (internals.lock() instanceof CallerLock) {
      throw new IllegalArgumentException(twice());
    }
    if (target.isInMemory()) {
      throw new IllegalArgumentException(DriverConnector.inMemory(name, target));
    }
    Connector connector =
        url == null && given.isEmpty()
            ? new PoolConnector(internals.dataSource(), target)
            : driverConnector();
    GatedPool gated = install(access, internals, connector);
    awaitLastUngated(internals);
    internals.connections().forEach(gated.ledger()::add);
    gated.pool().evict();
    return new HikariPoolResource(gated, pool, onBorrowedTimeout);
  }

  private GatedPool install(HikariAccess access, HikariInternals internals, Connector connector) {
    ConnectGate connects = new ConnectGate();
    ConnectionLedger ledger = new ConnectionLedger();
    ConnectRetry retry = new ConnectRetry();
    CallerLock lock = CallerLock.inPlaceOf(internals.lock(), pool);
    internals.replaceDataSource(new GatedDataSource(connector, connects, ledger, retry));
    internals.replaceLock(lock);
    if (connector instanceof DriverConnector) {
      forgetWhatSuppliersGive();
    }
    return new GatedPool(
        name,
        new RunningHikari(access, internals, lock.callers()),
        lock.callers(),
        connects,
        ledger,
        retry,
        connector);
  }

  /** Starts the pool if it has not been, too. */
  private String urlOfAConnection() {
    try (Connection connection = pool.getConnection()) {
      String reported = connection.getMetaData().getURL();
      return reported == null ? "an unknown URL" : reported;
    } catch (SQLException e) {
      throw new IllegalStateException(
          "pool "
              + name
              + " cannot be taken over, since it has no connection: "
              + e.getMessage()
              + ". Take it over once its database is there",
          e);
    }
  }

  private DriverConnector driverConnector() {
    if (pool.getCredentialsProvider() != null) {
      throw new IllegalArgumentException(
          "pool "
              + name
              + " has a credentialsProvider, which is asked at each connection: give no suppliers"
              + " beside it");
    }
    Map<String, Supplier<String>> properties =
        SuppliedProperties.over(
            name,
            pool.getDataSourceProperties(),
            pool.getUsername(),
            pool.getPassword() == null ? null : "password",
            given);
    Supplier<String> target = url == null ? fixedUrl() : url;
    DriverConnector connector =
        new DriverConnector(name, target, properties, pool.getDriverClassName());
    String fault = connector.fault(new JdbcUrl(target.get()));
    if (fault != null) {
      throw new IllegalArgumentException(fault);
    }
    return connector;
  }

  private Supplier<String> fixedUrl() {
    String fixed = pool.getJdbcUrl();
    if (fixed == null) {
      throw new IllegalArgumentException(
          "pool " + name + " is configured without a jdbcUrl: give url(() -> ...), too");
    }
    return () -> fixed;
  }

  /** The pool would hand its own user and password to the data source, and keep them. */
  private void forgetWhatSuppliersGive() {
    pool.setUsername(null);
    pool.setPassword(null);
    given.keySet().forEach(pool.getDataSourceProperties()::remove);
  }

  /** Waits for a connection that was begun before the gate was there: the ledger misses it. */
  private void awaitLastUngated(HikariInternals internals) {
    long ended = internals.connectsEnded();
    BooleanSupplier isMade =
        () -> {
          looks = internals.looksIdle() ? looks + 1 : 0;
          return looks >= LOOKS || internals.connectsEnded() > ended;
        };
    try {
      if (!Deadline.after(CONNECT_LIMIT).await(isMade)) {
        throw new IllegalStateException(
            "pool "
                + name
                + " has been making connections for "
                + CONNECT_LIMIT.toMillis()
                + " ms while it was taken over: see why its database answers so slowly");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while pool " + name + " was taken over", e);
    }
  }

  private String twice() {
    return "pool " + name + " goes through checkpoints already: make one resource of it";
  }
}

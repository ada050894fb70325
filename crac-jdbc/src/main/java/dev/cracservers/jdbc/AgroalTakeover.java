// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import dev.cracservers.core.CheckpointSettings.OnDrainTimeout;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionFactoryConfiguration;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration;
import java.lang.invoke.VarHandle;
import java.security.Principal;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts the gates into a pool of Agroal that is running: one in the place of its cache by thread,
 * one in the place of its driver. Used once, by one thread.
 */
final class AgroalTakeover {
  private final String name;
  private final AgroalDataSource pool;
  private final @Nullable Supplier<String> url;
  private final Map<String, Supplier<String>> given;
  private final AgroalConnectionPoolConfiguration configuration;
  private final AgroalConnectionFactoryConfiguration connections;

  AgroalTakeover(
      String name,
      AgroalDataSource pool,
      @Nullable Supplier<String> url,
      Map<String, Supplier<String>> given) {
    this.name = name;
    this.pool = pool;
    this.url = url;
    this.given = given;
    configuration = pool.getConfiguration().connectionPoolConfiguration();
    connections = configuration.connectionFactoryConfiguration();
  }

  AgroalPoolResource resource(OnDrainTimeout onBorrowedTimeout) {
    AgroalInternals internals = new AgroalInternals(name, pool);
    if (internals.cache() instanceof AgroalGate) {
      throw new IllegalArgumentException(
          "pool " + name + " goes through checkpoints already: make one resource of it");
    }
    if (!internals.usesDriver()) {
      throw new IllegalArgumentException(notByDriver());
    }
    JdbcUrl fixed = new JdbcUrl(connections.jdbcUrl());
    if (fixed.isInMemory()) {
      throw new IllegalArgumentException(DriverConnector.inMemory(name, fixed));
    }
    DriverConnector suppliers = url == null && given.isEmpty() ? null : suppliers(fixed);
    return new AgroalPoolResource(install(internals, fixed, suppliers), pool, onBorrowedTimeout);
  }

  private GatedPool install(
      AgroalInternals internals, Destination fixed, @Nullable DriverConnector suppliers) {
    ConnectionLedger ledger = new ConnectionLedger();
    ConnectRetry retry = new ConnectRetry();
    LedgerDriver driver = new LedgerDriver(internals.driver(), fixed, suppliers, ledger, retry);
    AgroalPermits permits = new AgroalPermits(internals, configuration);
    AgroalGate gate =
        AgroalGate.inPlaceOf(internals.cache(), name, configuration::acquisitionTimeout);
    internals.replaceDriver(driver);
    internals.replaceCache(gate);
    // Whoever is not seen to make a connection below sees the driver.
    VarHandle.fullFence();
    new LastUngated(name).await(() -> permits.inProgress() == 0);
    internals.handlers().forEach(each -> ledger.add(each.rawConnection()));
    if (suppliers != null) {
      // Not before, since the former driver is given them.
      forgetWhatSuppliersGive(internals);
    }
    return new GatedPool(
        name,
        new RunningAgroal(pool, internals, permits, gate.callers()),
        gate.callers(),
        permits,
        ledger,
        retry,
        driver.destination());
  }

  private DriverConnector suppliers(JdbcUrl fixed) {
    Principal principal = connections.principal();
    Map<String, Supplier<String>> properties =
        SuppliedProperties.over(
            name,
            connections.jdbcProperties(),
            principal == null ? null : principal.getName(),
            connections.credentials().isEmpty() ? null : "credentials",
            given);
    Class<?> provider = connections.connectionProviderClass();
    DriverConnector connector =
        new DriverConnector(
            name,
            url == null ? fixed::text : url,
            properties,
            provider == null ? null : provider.getName());
    String fault = connector.fault(url == null ? fixed : new JdbcUrl(url.get()));
    if (fault != null) {
      throw new IllegalArgumentException(fault);
    }
    return connector;
  }

  private void forgetWhatSuppliersGive(AgroalInternals internals) {
    connections.credentials().clear();
    given.keySet().forEach(connections.jdbcProperties()::remove);
    given.keySet().forEach(internals.properties()::remove);
  }

  private String notByDriver() {
    return "pool "
        + name
        + ": its connections are made by "
        + connections.connectionProviderClass().getName()
        + ", which is no driver. Give it a driver as connectionProviderClass, or open it anew with"
        + " DataSourceResource.over(...); XA is not supported";
  }
}

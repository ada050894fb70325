// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalDataSource.FlushMode;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration;
import io.agroal.api.security.SimplePassword;
import java.util.Collection;
import java.util.function.Supplier;

/**
 * A pool of Agroal that stays the same object through checkpoints: it is flushed in CLOSE and
 * filled in REOPEN. Connections that it makes ahead are flushed, too, however late they are.
 * Source: {@code AgroalDataSource} of Agroal 3.2.1.
 */
public final class AgroalPool {
  private AgroalPool() {}

  /**
   * Begins a resource over a running pool. Its URL and user cannot be changed: for new ones take
   * {@link DataSourceResource#over}. Callers have to use {@link DataSourceResource#dataSource()}; a
   * call past it would open a connection at any moment. {@link DataSourceResource#shutDown} flushes
   * the pool and leaves it to the application to close it.
   *
   * @param name of the resource
   * @param password today's; called whenever the pool is filled after a checkpoint. In CLOSE all
   *     credentials are taken out of the pool
   * @throws IllegalArgumentException if this version of Agroal cannot stay in place
   */
  public static DataSourceBuilder<AgroalDataSource> inPlace(
      String name, AgroalDataSource pool, Supplier<String> password) {
    Collection<Object> credentials = credentials(pool);
    return inPlace(
        name,
        pool,
        () -> {
          if (credentials.isEmpty()) {
            credentials.add(new SimplePassword(password.get()));
          }
        },
        credentials::clear);
  }

  /**
   * Begins a resource over a running pool that keeps its password, in the image, too; otherwise
   * like {@link #inPlace(String, AgroalDataSource, Supplier)}.
   */
  public static DataSourceBuilder<AgroalDataSource> inPlace(String name, AgroalDataSource pool) {
    return inPlace(name, pool, () -> {}, () -> {});
  }

  private static DataSourceBuilder<AgroalDataSource> inPlace(
      String name, AgroalDataSource pool, Runnable beforeFilling, Runnable beforeFlushing) {
    AgroalConnectionPoolConfiguration configuration =
        pool.getConfiguration().connectionPoolConfiguration();
    int minSize = configuration.minSize();
    AgroalInternals internals = new AgroalInternals(name, pool);
    AgroalFlush flush = new AgroalFlush(pool, internals);
    return DataSourceResource.over(
            name,
            () -> {
              flush.awaitEnd();
              beforeFilling.run();
              configuration.setMinSize(minSize);
              pool.flush(FlushMode.FILL);
              return pool;
            })
        .alreadyRunning()
        .closing(
            closing -> {
              beforeFlushing.run();
              configuration.setMinSize(0);
              flush.run();
            })
        .closingLateComers(flush::begin)
        .counting(counted -> internals.borrowed());
  }

  /** Those that the pool reads at each connection. */
  private static Collection<Object> credentials(AgroalDataSource pool) {
    return pool.getConfiguration()
        .connectionPoolConfiguration()
        .connectionFactoryConfiguration()
        .credentials();
  }
}

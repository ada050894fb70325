// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalDataSource.FlushMode;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration;

/**
 * A pool of Agroal that stays the same object through checkpoints: it is flushed in CLOSE and
 * filled in REOPEN. Connections that it makes ahead are flushed, too, however late they are.
 * Source: {@code AgroalDataSource} of Agroal 3.2.1.
 */
public final class AgroalPool {
  private AgroalPool() {}

  /**
   * Begins a resource over a running pool. Its URL and credentials cannot be changed: for new ones
   * take {@link DataSourceResource#over}. Callers have to use {@link
   * DataSourceResource#dataSource()}; a call past it would open a connection at any moment. {@link
   * DataSourceResource#shutDown} flushes the pool and leaves it to the application to close it.
   *
   * @param name of the resource
   * @throws IllegalArgumentException if this version of Agroal cannot stay in place
   */
  public static DataSourceBuilder<AgroalDataSource> inPlace(String name, AgroalDataSource pool) {
    AgroalConnectionPoolConfiguration configuration =
        pool.getConfiguration().connectionPoolConfiguration();
    int minSize = configuration.minSize();
    AgroalInternals internals = new AgroalInternals(name, pool);
    AgroalFlush flush = new AgroalFlush(pool, internals);
    return DataSourceResource.over(
            name,
            () -> {
              flush.awaitEnd();
              configuration.setMinSize(minSize);
              pool.flush(FlushMode.FILL);
              return pool;
            })
        .alreadyRunning()
        .closing(
            closing -> {
              configuration.setMinSize(0);
              flush.begin();
            })
        .closingLateComers(flush::begin)
        .counting(counted -> internals.borrowed());
  }
}

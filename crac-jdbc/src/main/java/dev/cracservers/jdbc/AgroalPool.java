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
   */
  public static DataSourceBuilder<AgroalDataSource> inPlace(String name, AgroalDataSource pool) {
    AgroalConnectionPoolConfiguration configuration =
        pool.getConfiguration().connectionPoolConfiguration();
    int minSize = configuration.minSize();
    DataSourceBuilder<AgroalDataSource> builder =
        DataSourceResource.over(
                name,
                () -> {
                  configuration.setMinSize(minSize);
                  pool.flush(FlushMode.FILL);
                  return pool;
                })
            .alreadyRunning()
            .closing(
                closing -> {
                  configuration.setMinSize(0);
                  // ALL would break its count of connections if one were still borrowed.
                  pool.flush(FlushMode.GRACEFUL);
                })
            .closingLateComers(() -> pool.flush(FlushMode.GRACEFUL));
    AgroalInternals internals = AgroalInternals.of(pool);
    return internals == null ? builder : builder.counting(internals);
  }
}

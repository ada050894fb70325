// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import java.util.function.Consumer;
import org.apache.tomcat.jdbc.pool.DataSource;

/**
 * A pool of Tomcat JDBC that stays the same object through checkpoints: it is closed in CLOSE and
 * made anew in REOPEN, with the settings of that moment. Source: {@code DataSourceProxy} of Tomcat
 * JDBC 11.0.27.
 */
public final class TomcatPool {
  private TomcatPool() {}

  /**
   * Begins a resource over a pool; for one that is running already, say {@link
   * DataSourceBuilder#alreadyRunning()}, since it does not tell without being opened. Callers have
   * to use {@link DataSourceResource#dataSource()}; a call past it would open the pool again at any
   * moment.
   *
   * @param name of the resource
   * @param settings gives the pool today's URL, user and password; called whenever the pool is
   *     opened. The password is taken out of it in CLOSE
   */
  public static DataSourceBuilder<DataSource> inPlace(
      String name, DataSource pool, Consumer<? super DataSource> settings) {
    return DataSourceResource.over(
            name,
            () -> {
              settings.accept(pool);
              pool.createPool();
              return pool;
            })
        .closing(
            closing -> {
              closing.close(true);
              // Nothing else takes it out of the driver properties the pool keeps.
              closing.setPassword("");
            });
  }
}

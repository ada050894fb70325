// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import java.util.function.Consumer;
import org.apache.commons.dbcp2.BasicDataSource;

/**
 * A pool of Commons DBCP 2 that stays the same object through checkpoints: it is closed in CLOSE
 * and started again in REOPEN, with the settings of that moment. Source: {@code BasicDataSource} of
 * DBCP 2.14.0.
 */
public final class Dbcp2Pool {
  private Dbcp2Pool() {}

  /**
   * Begins a resource over a pool that may be running already. Callers have to use {@link
   * DataSourceResource#dataSource()}; past it they would meet a closed pool.
   *
   * @param name of the resource
   * @param settings gives the pool today's URL, user and password; called whenever the pool is
   *     opened. The password is taken out of it in CLOSE
   */
  public static DataSourceBuilder<BasicDataSource> inPlace(
      String name, BasicDataSource pool, Consumer<? super BasicDataSource> settings) {
    DataSourceBuilder<BasicDataSource> builder =
        DataSourceResource.over(
                name,
                () -> {
                  settings.accept(pool);
                  pool.start();
                  return pool;
                })
            .closing(
                closing -> {
                  closing.close();
                  closing.setPassword(null);
                  // It has copied it there for its driver.
                  closing.removeConnectionProperty("password");
                });
    return pool.getNumActive() + pool.getNumIdle() > 0 ? builder.alreadyRunning() : builder;
  }
}

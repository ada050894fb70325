// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.jdbc.DataSourceBuilder.Closing;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/**
 * Pools of c3p0, vibur and Agroal. Not whatever is a {@code Closeable} data source: it may stand
 * before a pool that is a bean itself.
 */
final class CloseablePools implements SwappedDataSources.Make {
  private static final List<String> TYPES =
      List.of(
          "com.mchange.v2.c3p0.PooledDataSource",
          "org.vibur.dbcp.ViburDataSource",
          "io.agroal.api.AgroalDataSource");

  @Override
  public @Nullable Closing<DataSource> closing(DataSource pool) {
    boolean known =
        ClassUtils.getAllInterfacesForClassAsSet(pool.getClass()).stream()
            .anyMatch(type -> TYPES.contains(type.getName()));
    return known && pool instanceof AutoCloseable
        ? closing -> ((AutoCloseable) closing).close()
        : null;
  }
}

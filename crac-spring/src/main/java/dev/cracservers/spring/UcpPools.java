// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.jdbc.DataSourceBuilder.Closing;
import javax.sql.DataSource;
import oracle.ucp.admin.UniversalConnectionPoolManagerImpl;
import oracle.ucp.jdbc.PoolDataSource;
import org.jspecify.annotations.Nullable;

/** Pools of Oracle UCP, which only their manager can close. */
final class UcpPools implements SwappedDataSources.Make {
  @Override
  public @Nullable Closing<DataSource> closing(DataSource pool) {
    return pool instanceof PoolDataSource ? UcpPools::close : null;
  }

  private static void close(DataSource pool) throws Exception {
    UniversalConnectionPoolManagerImpl.getUniversalConnectionPoolManager()
        .destroyConnectionPool(((PoolDataSource) pool).getConnectionPoolName());
  }
}

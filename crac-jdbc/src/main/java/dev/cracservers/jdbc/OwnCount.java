// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import com.mchange.v2.c3p0.PooledDataSource;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import dev.cracservers.jdbc.DataSourceBuilder.Counting;
import javax.sql.DataSource;
import oracle.ucp.jdbc.PoolDataSource;
import org.apache.commons.dbcp2.BasicDataSource;
import org.apache.tomcat.jdbc.pool.ConnectionPool;
import org.apache.tomcat.jdbc.pool.DataSourceProxy;
import org.jspecify.annotations.Nullable;
import org.vibur.dbcp.ViburDBCPDataSource;
import org.vibur.objectpool.PoolService;

/**
 * How pools of known makes count what is with callers. They are told by the names of their classes,
 * since no make has to be there. Each of them counts a connection before it returns it. Source:
 * HikariCP 7.1.0, DBCP 2.14.0, Tomcat JDBC 11.0.27, c3p0 0.14.1, vibur 26.0, UCP 23.26.1.
 */
final class OwnCount {
  private OwnCount() {}

  /** Returns how the pool counts, without keeping the pool; null if that is not known. */
  static @Nullable Counting<DataSource> of(DataSource pool) {
    for (Class<?> type = pool.getClass(); type != null; type = type.getSuperclass()) {
      Counting<DataSource> counting = ofClass(type.getName());
      if (counting != null) {
        return counting;
      }
    }
    return null;
  }

  private static @Nullable Counting<DataSource> ofClass(String name) {
    return switch (name) {
      case "com.zaxxer.hikari.HikariDataSource" -> OwnCount::ofHikari;
      case "org.apache.commons.dbcp2.BasicDataSource" ->
          pool -> ((BasicDataSource) pool).getNumActive();
      case "org.apache.tomcat.jdbc.pool.DataSourceProxy" -> OwnCount::ofTomcat;
      case "com.mchange.v2.c3p0.impl.AbstractPoolBackedDataSource" ->
          pool -> ((PooledDataSource) pool).getNumBusyConnectionsAllUsers();
      case "org.vibur.dbcp.ViburDBCPDataSource" -> OwnCount::ofVibur;
      case "oracle.ucp.jdbc.PoolDataSourceImpl" ->
          pool -> ((PoolDataSource) pool).getBorrowedConnectionsCount();
      default -> null;
    };
  }

  private static int ofHikari(DataSource pool) {
    @Nullable HikariPoolMXBean open = ((HikariDataSource) pool).getHikariPoolMXBean();
    return open == null ? 0 : open.getActiveConnections();
  }

  /** Not asked of the data source itself, which would open the pool to answer. */
  private static int ofTomcat(DataSource pool) {
    @Nullable ConnectionPool open = ((DataSourceProxy) pool).getPool();
    return open == null ? 0 : open.getActive();
  }

  private static int ofVibur(DataSource pool) {
    @Nullable PoolService<?> open = ((ViburDBCPDataSource) pool).getPool();
    return open == null ? 0 : open.taken();
  }
}

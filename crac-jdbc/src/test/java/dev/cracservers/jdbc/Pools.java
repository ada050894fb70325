// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import com.mchange.v2.c3p0.ComboPooledDataSource;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import oracle.ucp.UniversalConnectionPoolException;
import oracle.ucp.admin.UniversalConnectionPoolManagerImpl;
import oracle.ucp.jdbc.PoolDataSource;
import oracle.ucp.jdbc.PoolDataSourceFactory;
import org.apache.commons.dbcp2.BasicDataSource;
import org.vibur.dbcp.ViburDBCPDataSource;

/** Pools of several makes, of up to four connections to the database behind a port. */
final class Pools {
  static final int SIZE = 4;
  private static final AtomicInteger UCP_POOLS = new AtomicInteger();

  private Pools() {}

  static HikariDataSource hikari(Database database, int port) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(database.url(port));
    config.setUsername(database.user());
    config.setPassword(database.password());
    config.setMaximumPoolSize(SIZE);
    config.setMinimumIdle(2);
    return new HikariDataSource(config);
  }

  static BasicDataSource dbcp2(Database database, int port) {
    BasicDataSource pool = new BasicDataSource();
    pool.setUrl(database.url(port));
    pool.setUsername(database.user());
    pool.setPassword(database.password());
    pool.setMaxTotal(SIZE);
    pool.setInitialSize(2);
    return pool;
  }

  static org.apache.tomcat.jdbc.pool.DataSource tomcat(Database database, int port) {
    org.apache.tomcat.jdbc.pool.DataSource pool = new org.apache.tomcat.jdbc.pool.DataSource();
    pool.setUrl(database.url(port));
    pool.setUsername(database.user());
    pool.setPassword(database.password());
    pool.setDriverClassName(database.driver());
    pool.setMaxActive(SIZE);
    pool.setMaxIdle(SIZE);
    pool.setMinIdle(2);
    pool.setInitialSize(2);
    return pool;
  }

  /**
   * Without idle connections made ahead: Agroal 3.2.1 leaves one open that it is making when
   * closed.
   */
  static AgroalDataSource agroal(Database database, int port) throws SQLException {
    return AgroalDataSource.from(
        new AgroalDataSourceConfigurationSupplier()
            .connectionPoolConfiguration(
                pool ->
                    pool.maxSize(SIZE)
                        .acquisitionTimeout(Duration.ofSeconds(20))
                        .connectionFactoryConfiguration(
                            connection ->
                                connection
                                    .jdbcUrl(database.url(port))
                                    .principal(new NamePrincipal(database.user()))
                                    .credential(new SimplePassword(database.password())))));
  }

  static ComboPooledDataSource c3p0(Database database, int port) {
    ComboPooledDataSource pool = new ComboPooledDataSource();
    pool.setJdbcUrl(database.url(port));
    pool.setUser(database.user());
    pool.setPassword(database.password());
    pool.setInitialPoolSize(2);
    pool.setMinPoolSize(2);
    pool.setMaxPoolSize(SIZE);
    pool.setAcquireRetryDelay(100);
    pool.setAcquireRetryAttempts(5);
    pool.setCheckoutTimeout(5_000);
    return pool;
  }

  static ViburDBCPDataSource vibur(Database database, int port) {
    ViburDBCPDataSource pool = new ViburDBCPDataSource();
    pool.setJdbcUrl(database.url(port));
    pool.setUsername(database.user());
    pool.setPassword(database.password());
    pool.setPoolInitialSize(2);
    pool.setPoolMaxSize(SIZE);
    pool.setConnectionTimeoutInMs(5_000);
    pool.setAcquireRetryAttempts(1);
    pool.setAcquireRetryDelayInMs(100);
    pool.start();
    return pool;
  }

  /** Each has a name of its own, since all pools of a JVM have one manager. */
  static PoolDataSource ucp(Database database, int port) throws SQLException {
    PoolDataSource pool = PoolDataSourceFactory.getPoolDataSource();
    pool.setConnectionPoolName("ucp-" + UCP_POOLS.incrementAndGet());
    pool.setConnectionFactoryClassName(database.driver());
    pool.setURL(database.url(port));
    pool.setUser(database.user());
    pool.setPassword(database.password());
    pool.setInitialPoolSize(2);
    pool.setMinPoolSize(2);
    pool.setMaxPoolSize(SIZE);
    pool.setConnectionWaitDuration(Duration.ofSeconds(5));
    // Else UCP, at times, makes none for one of several callers that come at once.
    pool.setCreateConnectionInBorrowThread(true);
    return pool;
  }

  static void closeUcp(PoolDataSource pool) throws UniversalConnectionPoolException {
    UniversalConnectionPoolManagerImpl.getUniversalConnectionPoolManager()
        .destroyConnectionPool(pool.getConnectionPoolName());
    // The manager refers to the last of its pools.
    pool.getConnectionFactoryProperties().remove("password");
  }

  /** Each thread that has borrowed from the pool refers to it. */
  static void closeAgroal(AgroalDataSource pool) {
    pool.close();
    pool.getConfiguration()
        .connectionPoolConfiguration()
        .connectionFactoryConfiguration()
        .credentials()
        .clear();
  }
}

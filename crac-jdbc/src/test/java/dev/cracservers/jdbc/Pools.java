// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import com.mchange.v2.c3p0.ComboPooledDataSource;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import java.sql.SQLException;
import java.time.Duration;
import org.apache.commons.dbcp2.BasicDataSource;

/** Pools of several makes, of up to four connections to the PostgreSQL behind a port. */
final class Pools {
  private static final int SIZE = 4;

  private Pools() {}

  static HikariDataSource hikari(int port) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(Postgres.url(port, "postgres"));
    config.setUsername("postgres");
    config.setMaximumPoolSize(SIZE);
    return new HikariDataSource(config);
  }

  static BasicDataSource dbcp2(int port) {
    BasicDataSource pool = new BasicDataSource();
    pool.setUrl(Postgres.url(port, "postgres"));
    pool.setUsername("postgres");
    pool.setMaxTotal(SIZE);
    pool.setInitialSize(2);
    return pool;
  }

  static org.apache.tomcat.jdbc.pool.DataSource tomcat(int port) {
    org.apache.tomcat.jdbc.pool.DataSource pool = new org.apache.tomcat.jdbc.pool.DataSource();
    pool.setUrl(Postgres.url(port, "postgres"));
    pool.setUsername("postgres");
    pool.setDriverClassName("org.postgresql.Driver");
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
  static AgroalDataSource agroal(int port) throws SQLException {
    return AgroalDataSource.from(
        new AgroalDataSourceConfigurationSupplier()
            .connectionPoolConfiguration(
                pool ->
                    pool.maxSize(SIZE)
                        .acquisitionTimeout(Duration.ofSeconds(5))
                        .connectionFactoryConfiguration(
                            connection ->
                                connection
                                    .jdbcUrl(Postgres.url(port, "postgres"))
                                    .principal(new NamePrincipal("postgres")))));
  }

  static ComboPooledDataSource c3p0(int port) {
    ComboPooledDataSource pool = new ComboPooledDataSource();
    pool.setJdbcUrl(Postgres.url(port, "postgres"));
    pool.setUser("postgres");
    pool.setInitialPoolSize(2);
    pool.setMinPoolSize(2);
    pool.setMaxPoolSize(SIZE);
    pool.setAcquireRetryDelay(100);
    pool.setAcquireRetryAttempts(5);
    pool.setCheckoutTimeout(5_000);
    return pool;
  }
}

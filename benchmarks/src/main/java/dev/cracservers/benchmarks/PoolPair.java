// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.benchmarks;

import com.mchange.v2.c3p0.ComboPooledDataSource;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.cracservers.core.CheckpointSettings.OnDrainTimeout;
import dev.cracservers.jdbc.DataSourceBuilder;
import dev.cracservers.jdbc.DataSourceResource;
import dev.cracservers.jdbc.Dbcp2Pool;
import dev.cracservers.jdbc.HikariPoolResource;
import dev.cracservers.jdbc.TomcatPool;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import java.lang.reflect.Field;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import oracle.ucp.jdbc.PoolDataSource;
import oracle.ucp.jdbc.PoolDataSourceFactory;
import org.apache.commons.dbcp2.BasicDataSource;
import org.vibur.dbcp.ViburDBCPDataSource;

/**
 * A pool as it is, and the same or a second one like it that takes part in checkpoints. The
 * database is one of H2 in memory, or in files for HikariCP; it is never asked.
 */
enum PoolPair {
  HIKARI_TWICE(two(PoolPair::hikari, PoolPair::hikari)),
  HIKARI_BUILT(PoolPair::built),
  HIKARI_RUNNING(
      two(PoolPair::hikari, url -> HikariPoolResource.running(hikari(url)).build().dataSource())),
  DBCP2_IN_PLACE(one(PoolPair::dbcp2, pool -> Dbcp2Pool.inPlace("dbcp2", pool, today -> {}))),
  TOMCAT_IN_PLACE(one(PoolPair::tomcat, pool -> TomcatPool.inPlace("tomcat", pool, today -> {}))),
  HIKARI_SWAPPED(one(PoolPair::hikari, PoolPair::over)),
  C3P0_SWAPPED(one(PoolPair::c3p0, PoolPair::over)),
  VIBUR_SWAPPED(one(PoolPair::vibur, PoolPair::over)),
  UCP_SWAPPED(one(PoolPair::ucp, PoolPair::over)),
  AGROAL_SWAPPED(one(PoolPair::agroal, PoolPair::over)),
  HIKARI_WRAPPED(one(PoolPair::hikari, PoolPair::wrapped)),
  VIBUR_WRAPPED(one(PoolPair::vibur, PoolPair::wrapped));

  private interface Making<D> {
    D make(String url) throws Exception;
  }

  private interface Behind<D extends DataSource> {
    DataSourceBuilder<?> resource(D pool);
  }

  private interface Opening {
    List<DataSource> open(String url, String other, boolean bareFirst) throws Exception;
  }

  private static final int SIZE = 4;

  @SuppressWarnings("ImmutableEnumChecker") // It opens, and keeps nothing.
  private final Opening opening;

  PoolPair(Opening opening) {
    this.opening = opening;
  }

  /** Two pools of two databases. */
  private static Opening two(Making<? extends DataSource> bare, Making<? extends DataSource> part) {
    return (url, other, bareFirst) -> {
      DataSource first = bareFirst ? bare.make(url) : part.make(other);
      DataSource second = bareFirst ? part.make(other) : bare.make(url);
      return bareFirst ? List.of(first, second) : List.of(second, first);
    };
  }

  /** One pool, with and without what is before it. */
  private static <D extends DataSource> Opening one(Making<D> making, Behind<D> behind) {
    return (url, other, bareFirst) -> {
      D pool = making.make("jdbc:h2:mem:pair;DB_CLOSE_DELAY=-1");
      return List.of(pool, behind.resource(pool).build().dataSource());
    };
  }

  /**
   * Opens both: first the one that is as it is, then the one that takes part.
   *
   * @param bareFirst which of them is made first, since that alone can make a difference
   */
  List<DataSource> open(String url, String other, boolean bareFirst) throws Exception {
    return opening.open(url, other, bareFirst);
  }

  /** One pool, as if nothing were before it, and as it was built. */
  private static List<DataSource> built(String url, String other, boolean bareFirst)
      throws ReflectiveOperationException {
    HikariDataSource built = HikariPoolResource.builder(hikariConfig(url)).build().dataSource();
    HikariDataSource bare = new HikariDataSource();
    for (String name : List.of("pool", "fastPathPool")) {
      Field field = HikariDataSource.class.getDeclaredField(name);
      field.setAccessible(true);
      field.set(bare, field.get(built));
    }
    return List.of(bare, built);
  }

  private static <D extends DataSource> DataSourceBuilder<D> over(D pool) {
    return DataSourceResource.over("pool", () -> pool).closing(each -> {});
  }

  private static <D extends DataSource> DataSourceBuilder<D> wrapped(D pool) {
    return over(pool).onBorrowedTimeout(OnDrainTimeout.FORCE);
  }

  private static HikariConfig hikariConfig(String url) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(SIZE);
    return config;
  }

  private static HikariDataSource hikari(String url) {
    return new HikariDataSource(hikariConfig(url));
  }

  private static AgroalDataSource agroal(String url) throws SQLException {
    return AgroalDataSource.from(
        new AgroalDataSourceConfigurationSupplier()
            .connectionPoolConfiguration(
                settings ->
                    settings
                        .maxSize(SIZE)
                        .connectionFactoryConfiguration(connection -> connection.jdbcUrl(url))));
  }

  private static BasicDataSource dbcp2(String url) {
    BasicDataSource dbcp2 = new BasicDataSource();
    dbcp2.setUrl(url);
    dbcp2.setMaxTotal(SIZE);
    return dbcp2;
  }

  private static org.apache.tomcat.jdbc.pool.DataSource tomcat(String url) {
    org.apache.tomcat.jdbc.pool.DataSource tomcat = new org.apache.tomcat.jdbc.pool.DataSource();
    tomcat.setUrl(url);
    tomcat.setDriverClassName("org.h2.Driver");
    tomcat.setMaxActive(SIZE);
    tomcat.setMaxIdle(SIZE);
    tomcat.setMinIdle(SIZE);
    tomcat.setInitialSize(SIZE);
    return tomcat;
  }

  private static ComboPooledDataSource c3p0(String url) {
    ComboPooledDataSource c3p0 = new ComboPooledDataSource();
    c3p0.setJdbcUrl(url);
    c3p0.setMaxPoolSize(SIZE);
    return c3p0;
  }

  private static ViburDBCPDataSource vibur(String url) {
    ViburDBCPDataSource vibur = new ViburDBCPDataSource();
    vibur.setJdbcUrl(url);
    vibur.setUsername("sa");
    vibur.setPassword("");
    vibur.setPoolInitialSize(SIZE);
    vibur.setPoolMaxSize(SIZE);
    vibur.start();
    return vibur;
  }

  private static PoolDataSource ucp(String url) throws SQLException {
    PoolDataSource ucp = PoolDataSourceFactory.getPoolDataSource();
    ucp.setConnectionFactoryClassName("org.h2.Driver");
    ucp.setURL(url);
    ucp.setMaxPoolSize(SIZE);
    return ucp;
  }
}

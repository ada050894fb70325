// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.cracservers.jdbc.AgroalPoolResource;
import dev.cracservers.jdbc.DataSourceBuilder;
import dev.cracservers.jdbc.DataSourceResource;
import dev.cracservers.jdbc.Dbcp2Pool;
import dev.cracservers.jdbc.HikariPoolResource;
import dev.cracservers.jdbc.TomcatPool;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.apache.commons.dbcp2.BasicDataSource;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Borrows a connection of a pool and gives it back, as the pool is and in each of the ways in which
 * it can take part in checkpoints. The database is an H2 file that is never asked.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
// With G1 a write costs less where thread and pool happen to lie in one region, a tenth in all.
@Fork(value = 10, jvmArgsAppend = "-XX:+UseParallelGC")
public class BorrowBenchmark {

  /** Which pool takes part, and how; of HikariCP, if none is named. */
  public enum Kind {
    BARE,
    BUILT,
    RUNNING,
    DBCP2_BARE,
    DBCP2_IN_PLACE,
    TOMCAT_BARE,
    TOMCAT_IN_PLACE,
    AGROAL_BARE,
    AGROAL_RUNNING
  }

  @Param public @Nullable Kind kind;

  private @Nullable Path folder;
  private @Nullable DataSource pool;
  private AutoCloseable end = () -> {};

  /** Opens the pool. */
  @Setup
  public void open() throws Exception {
    folder = Files.createTempDirectory("benchmark-");
    String url = "jdbc:h2:" + folder.resolve("database");
    switch (Objects.requireNonNull(kind)) {
      case BARE -> use(new HikariDataSource(hikari(url)));
      case BUILT -> use(HikariPoolResource.builder(hikari(url)).build().dataSource());
      case RUNNING ->
          use(HikariPoolResource.running(new HikariDataSource(hikari(url))).build().dataSource());
      case DBCP2_BARE, DBCP2_IN_PLACE -> {
        BasicDataSource dbcp2 = dbcp2(url);
        use(dbcp2, Dbcp2Pool.inPlace("dbcp2", dbcp2, today -> {}));
      }
      case TOMCAT_BARE, TOMCAT_IN_PLACE -> {
        org.apache.tomcat.jdbc.pool.DataSource tomcat = tomcat(url);
        use(tomcat, TomcatPool.inPlace("tomcat", tomcat, today -> {}));
      }
      case AGROAL_BARE -> use(agroal(url));
      case AGROAL_RUNNING ->
          use(AgroalPoolResource.running("agroal", agroal(url)).build().dataSource());
    }
    // Pools of servers are old objects, and writing to those costs more.
    borrow();
    System.gc();
  }

  private <D extends DataSource & AutoCloseable> void use(D bare) {
    pool = bare;
    end = bare;
  }

  /** Both ways open the pool by the same steps, so that it lies alike in the heap. */
  private void use(DataSource bare, DataSourceBuilder<?> builder) throws InterruptedException {
    DataSourceResource resource = builder.build();
    pool = Objects.requireNonNull(kind).name().endsWith("_BARE") ? bare : resource.dataSource();
    end = resource::shutDown;
  }

  private static HikariConfig hikari(String url) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(4);
    return config;
  }

  private static BasicDataSource dbcp2(String url) {
    BasicDataSource dbcp2 = new BasicDataSource();
    dbcp2.setUrl(url);
    dbcp2.setMaxTotal(4);
    return dbcp2;
  }

  private static org.apache.tomcat.jdbc.pool.DataSource tomcat(String url) {
    org.apache.tomcat.jdbc.pool.DataSource tomcat = new org.apache.tomcat.jdbc.pool.DataSource();
    tomcat.setUrl(url);
    tomcat.setDriverClassName("org.h2.Driver");
    tomcat.setMaxActive(4);
    tomcat.setMaxIdle(4);
    tomcat.setMinIdle(4);
    tomcat.setInitialSize(4);
    return tomcat;
  }

  private static AgroalDataSource agroal(String url) throws SQLException {
    return AgroalDataSource.from(
        new AgroalDataSourceConfigurationSupplier()
            .connectionPoolConfiguration(
                settings ->
                    settings
                        .maxSize(4)
                        .connectionFactoryConfiguration(connection -> connection.jdbcUrl(url))));
  }

  /** Closes the pool and removes its database. */
  @TearDown
  public void close() throws Exception {
    end.close();
    Path left = Objects.requireNonNull(folder);
    for (Path file : List.of(left.resolve("database.mv.db"), left)) {
      delete(file);
    }
  }

  private static void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
  }

  /** Borrows a connection and gives it back, in code of its own as callers have. */
  @Benchmark
  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  public int borrow() throws SQLException {
    try (Connection connection = Objects.requireNonNull(pool).getConnection()) {
      return System.identityHashCode(connection);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.benchmarks;

import com.mchange.v2.c3p0.ComboPooledDataSource;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.cracservers.core.CheckpointSettings.OnDrainTimeout;
import dev.cracservers.jdbc.DataSourceBuilder;
import dev.cracservers.jdbc.DataSourceResource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import oracle.ucp.jdbc.PoolDataSource;
import oracle.ucp.jdbc.PoolDataSourceFactory;
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
import org.vibur.dbcp.ViburDBCPDataSource;

/**
 * Borrows a connection of a pool and gives it back, as the pool is and behind {@link
 * DataSourceResource#over}. The database is an H2 in memory that is never asked.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
// With G1 a write costs less where thread and pool happen to lie in one region, a tenth in all.
@Fork(value = 10, jvmArgsAppend = "-XX:+UseParallelGC")
public class SwapBenchmark {
  private static final String URL = "jdbc:h2:mem:swap;DB_CLOSE_DELAY=-1";
  private static final int SIZE = 4;

  /** The pool. */
  public enum Make {
    HIKARI,
    C3P0,
    VIBUR,
    UCP
  }

  /** How it is known what is borrowed. */
  public enum Part {
    BARE,
    COUNTED,
    WRAPPED
  }

  @Param public @Nullable Make make;
  @Param public @Nullable Part part;

  private @Nullable DataSource pool;
  private @Nullable DataSourceResource resource;

  /** Opens the pool. */
  @Setup
  public void open() throws Exception {
    switch (Objects.requireNonNull(make)) {
      case HIKARI -> use(SwapBenchmark::hikari);
      case C3P0 -> use(SwapBenchmark::c3p0);
      case VIBUR -> use(SwapBenchmark::vibur);
      case UCP -> use(SwapBenchmark::ucp);
    }
    // Pools of servers are old objects, and writing to those costs more.
    borrow();
    System.gc();
  }

  private <D extends DataSource> void use(Callable<D> opening) throws Exception {
    D bare = opening.call();
    DataSourceBuilder<D> builder = DataSourceResource.over("pool", () -> bare).closing(each -> {});
    if (part == Part.WRAPPED) {
      builder.onBorrowedTimeout(OnDrainTimeout.FORCE);
    }
    resource = builder.build();
    pool = part == Part.BARE ? bare : resource.dataSource();
  }

  private static HikariDataSource hikari() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(URL);
    config.setMaximumPoolSize(SIZE);
    return new HikariDataSource(config);
  }

  private static ComboPooledDataSource c3p0() {
    ComboPooledDataSource c3p0 = new ComboPooledDataSource();
    c3p0.setJdbcUrl(URL);
    c3p0.setMaxPoolSize(SIZE);
    return c3p0;
  }

  private static ViburDBCPDataSource vibur() {
    ViburDBCPDataSource vibur = new ViburDBCPDataSource();
    vibur.setJdbcUrl(URL);
    vibur.setUsername("sa");
    vibur.setPassword("");
    vibur.setPoolInitialSize(SIZE);
    vibur.setPoolMaxSize(SIZE);
    vibur.start();
    return vibur;
  }

  private static PoolDataSource ucp() throws SQLException {
    PoolDataSource ucp = PoolDataSourceFactory.getPoolDataSource();
    ucp.setConnectionFactoryClassName("org.h2.Driver");
    ucp.setURL(URL);
    ucp.setMaxPoolSize(SIZE);
    return ucp;
  }

  /** Ends what is on top of the pool, which ends with this process. */
  @TearDown
  public void close() throws Exception {
    if (resource != null) {
      resource.shutDown();
    }
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

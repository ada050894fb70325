// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.cracservers.jdbc.DataSourceResource;
import dev.cracservers.jdbc.HikariPoolResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
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
 * Borrows a connection of a HikariCP pool and gives it back, as the pool is and in each of the ways
 * in which it can take part in checkpoints. The database is an H2 file that is never asked.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(10)
public class BorrowBenchmark {

  /** How the pool takes part. */
  public enum Kind {
    BARE,
    BUILT,
    RUNNING,
    SWAPPED
  }

  @Param public @Nullable Kind kind;

  private @Nullable Path folder;
  private @Nullable DataSource pool;
  private AutoCloseable end = () -> {};

  /** Opens the pool. */
  @Setup
  public void open() throws Exception {
    folder = Files.createTempDirectory("benchmark-");
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:h2:" + folder.resolve("database"));
    config.setMaximumPoolSize(4);
    switch (Objects.requireNonNull(kind)) {
      case BARE -> use(new HikariDataSource(config));
      case BUILT -> use(HikariPoolResource.builder(config).build().dataSource());
      case RUNNING ->
          use(HikariPoolResource.running(new HikariDataSource(config)).build().dataSource());
      case SWAPPED -> {
        DataSourceResource resource =
            DataSourceResource.over("benchmark", () -> new HikariDataSource(config)).build();
        pool = resource.dataSource();
        end = resource::shutDown;
      }
    }
  }

  private void use(HikariDataSource hikari) {
    pool = hikari;
    end = hikari;
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

  /** Borrows a connection and gives it back. */
  @Benchmark
  public int borrow() throws SQLException {
    try (Connection connection = Objects.requireNonNull(pool).getConnection()) {
      return System.identityHashCode(connection);
    }
  }
}

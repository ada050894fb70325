// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import javax.sql.DataSource;

/**
 * Borrows from both pools of a {@link PoolPair} by turns of half a millisecond, so that whatever
 * else the machine does slows both: {@code PAIR true|false}, and for the latter the one that takes
 * part is made first. Prints the nanoseconds that a borrowing takes as the pool is, and of the one
 * that takes part, and the quotient; each is the median of the turns.
 */
final class PairedBorrowing {
  /** Pools log beside the result. */
  static final String RESULT = "measured: ";

  private static final Duration WARM_UP = Duration.ofSeconds(2);
  private static final Duration TURN = Duration.ofNanos(500_000);
  private static final int TURNS = 2_500;

  private PairedBorrowing() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("benchmark-");
    List<Path> databases = List.of(folder.resolve("bare"), folder.resolve("part"));
    List<DataSource> pools =
        PoolPair.valueOf(arguments[0])
            .open(url(databases.get(0)), url(databases.get(1)), Boolean.parseBoolean(arguments[1]));
    bare(pools.get(0));
    part(pools.get(1));
    // Pools of servers are old objects, and writing to those costs more.
    System.gc();
    int borrowings = warmUp(pools);
    double[][] turns = new double[3][TURNS];
    for (int turn = 0; turn < TURNS; turn++) {
      double bare;
      double part;
      if (turn % 2 == 0) {
        bare = nanosOfBare(pools.get(0), borrowings);
        part = nanosOfPart(pools.get(1), borrowings);
      } else {
        part = nanosOfPart(pools.get(1), borrowings);
        bare = nanosOfBare(pools.get(0), borrowings);
      }
      turns[0][turn] = bare;
      turns[1][turn] = part;
      turns[2][turn] = bare / part;
    }
    for (Path each : databases) {
      Files.deleteIfExists(Path.of(each + ".mv.db"));
    }
    // Databases in files are open still, and end with this process.
    folder.toFile().deleteOnExit();
    System.out.printf(
        Locale.ROOT,
        "%n%s%.2f %.2f %.4f%n",
        RESULT,
        median(turns[0]),
        median(turns[1]),
        median(turns[2]));
    System.exit(0);
  }

  /** Returns how many borrowings make a turn. */
  private static int warmUp(List<DataSource> pools) throws SQLException {
    long start = System.nanoTime();
    int borrowings = 1;
    while (System.nanoTime() - start < WARM_UP.toNanos()) {
      nanosOfPart(pools.get(1), borrowings);
      borrowings = (int) (TURN.toNanos() / nanosOfBare(pools.get(0), borrowings)) + 1;
    }
    return borrowings;
  }

  private static String url(Path database) {
    return "jdbc:h2:" + database;
  }

  private static double nanosOfBare(DataSource pool, int borrowings) throws SQLException {
    long start = System.nanoTime();
    for (int i = 0; i < borrowings; i++) {
      bare(pool);
    }
    return (double) (System.nanoTime() - start) / borrowings;
  }

  private static double nanosOfPart(DataSource pool, int borrowings) throws SQLException {
    long start = System.nanoTime();
    for (int i = 0; i < borrowings; i++) {
      part(pool);
    }
    return (double) (System.nanoTime() - start) / borrowings;
  }

  /** Not inlined, since callers have code of their own. */
  private static int bare(DataSource pool) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      return Objects.hashCode(connection.getClass());
    }
  }

  /** Code of its own, so that it is compiled for what it meets. */
  private static int part(DataSource pool) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      return Objects.hashCode(connection.getClass());
    }
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }
}

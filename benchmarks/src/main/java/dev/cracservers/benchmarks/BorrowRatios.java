// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What taking part in checkpoints costs whoever borrows a connection: {@code [FORKS [PAIR ...]]}.
 * Each fork is a JVM that measures one {@link PoolPair}, pair after pair, so that no pair has the
 * better time of the day. Prints a table at the end.
 */
final class BorrowRatios {
  private static final String MEASURED = PairedBorrowing.class.getName();

  private BorrowRatios() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    int forks = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10;
    List<PoolPair> pairs =
        arguments.length > 1
            ? Stream.of(arguments).skip(1).map(PoolPair::valueOf).toList()
            : List.of(PoolPair.values());
    Map<PoolPair, List<double[]>> results = new EnumMap<>(PoolPair.class);
    for (int fork = 1; fork <= forks; fork++) {
      for (PoolPair pair : pairs) {
        double[] result = measure(pair, fork % 2 == 0);
        results.computeIfAbsent(pair, none -> new ArrayList<>()).add(result);
        System.err.printf(Locale.ROOT, "fork %d of %d: %s %.3f%n", fork, forks, pair, result[2]);
      }
    }
    System.out.println("| pool | bare | takes part | ratio | least | most |");
    results.forEach(BorrowRatios::print);
  }

  private static double[] measure(PoolPair pair, boolean bareFirst)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // With G1 a write costs less where thread and pool happen to lie in one region.
                "-XX:+UseParallelGC",
                "-XX:CompileCommand=quiet",
                "-XX:CompileCommand=dontinline," + MEASURED + "::bare",
                "-XX:CompileCommand=dontinline," + MEASURED + "::part",
                "-cp",
                System.getProperty("java.class.path"),
                MEASURED,
                pair.name(),
                Boolean.toString(bareFirst))
            .redirectErrorStream(true)
            .start();
    List<String> lines;
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      lines = output.lines().toList();
    }
    int status = process.waitFor();
    return lines.stream()
        .filter(line -> line.startsWith(PairedBorrowing.RESULT))
        .map(line -> line.substring(PairedBorrowing.RESULT.length()))
        .findFirst()
        .map(line -> Stream.of(line.split(" ")).mapToDouble(Double::parseDouble).toArray())
        .orElseThrow(
            () ->
                new IllegalStateException(
                    pair + " ended with " + status + ":\n" + String.join("\n", lines)));
  }

  private static void print(PoolPair pair, List<double[]> forks) {
    double[] ratios = sorted(forks, 2);
    System.out.printf(
        Locale.ROOT,
        "| %s | %.1f ns | %.1f ns | %.3f | %.3f | %.3f |%n",
        pair,
        median(sorted(forks, 0)),
        median(sorted(forks, 1)),
        median(ratios),
        ratios[0],
        ratios[ratios.length - 1]);
  }

  private static double[] sorted(List<double[]> forks, int column) {
    double[] values = forks.stream().mapToDouble(fork -> fork[column]).toArray();
    Arrays.sort(values);
    return values;
  }

  private static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.benchmarks.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Loads a server without an adapter and the same one with it, in turns, and prints what the adapter
 * leaves of the throughput. The client is h2load, with keep-alive connections and one request at a
 * time on each. Client and server have a processor each, so that the server is what limits.
 *
 * <p>Every fork starts both servers anew, since what a JIT compiler makes of the same code differs
 * from start to start more than an adapter costs. Processor time tells nearly the same as the
 * clock, and is disturbed less by whatever else the machine does.
 *
 * <p>Arguments: {@code jetty}, {@code netty} or the name of another program like theirs, and the
 * number of forks, 10 if it is missing. Needs h2load, taskset and two processors.
 */
public final class Throughput {
  private static final int WARM_UP_REQUESTS = 400_000;
  private static final int REQUESTS = 150_000;
  private static final int PAIRS = 4;

  private Throughput() {}

  private record Turn(double clockNanos, double processorNanos) {}

  /** Runs the comparison. */
  public static void main(String[] arguments) throws Exception {
    String program =
        switch (arguments[0]) {
          case "jetty" -> "dev.cracservers.benchmarks.jetty.JettyUnderLoad";
          case "netty" -> "dev.cracservers.benchmarks.netty.NettyUnderLoad";
          default -> arguments[0];
        };
    int forks = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10;
    List<Double> clock = new ArrayList<>();
    List<Double> processor = new ArrayList<>();
    for (int fork = 0; fork < forks; fork++) {
      try (LoadedServer plain = LoadedServer.start(program, "plain");
          LoadedServer adapted = LoadedServer.start(program, "adapter")) {
        plain.load(WARM_UP_REQUESTS);
        adapted.load(WARM_UP_REQUESTS);
        List<Turn> without = new ArrayList<>();
        List<Turn> with = new ArrayList<>();
        for (int pair = 0; pair < PAIRS; pair++) {
          // Each of them comes first in every other pair.
          boolean plainFirst = (fork + pair) % 2 == 0;
          Turn first = turn(plainFirst ? plain : adapted);
          Turn second = turn(plainFirst ? adapted : plain);
          without.add(plainFirst ? first : second);
          with.add(plainFirst ? second : first);
        }
        clock.add(
            sum(without.stream().map(Turn::clockNanos)) / sum(with.stream().map(Turn::clockNanos)));
        processor.add(
            sum(without.stream().map(Turn::processorNanos))
                / sum(with.stream().map(Turn::processorNanos)));
        System.out.printf(
            Locale.ROOT,
            "fork %d of %d: %.4f by the clock, %.4f by processor time, %.1f us a request%n",
            fork + 1,
            forks,
            clock.get(fork),
            processor.get(fork),
            sum(without.stream().map(Turn::processorNanos)) / PAIRS / REQUESTS / 1000);
      }
    }
    System.out.println("throughput kept, by the clock: " + describe(clock));
    System.out.println("throughput kept, by processor time: " + describe(processor));
  }

  private static Turn turn(LoadedServer server) throws IOException, InterruptedException {
    long processor = server.processorNanos();
    long start = System.nanoTime();
    server.load(REQUESTS);
    return new Turn(System.nanoTime() - start, server.processorNanos() - processor);
  }

  private static double sum(Stream<Double> values) {
    return values.mapToDouble(Double::doubleValue).sum();
  }

  private static String describe(List<Double> shares) {
    List<Double> sorted = shares.stream().sorted().toList();
    double mean = sum(shares.stream()) / shares.size();
    double squares = sum(shares.stream().map(share -> (share - mean) * (share - mean)));
    double error = Math.sqrt(squares / Math.max(1, shares.size() - 1) / shares.size());
    return String.format(
        Locale.ROOT,
        "median %.4f, mean %.4f +/- %.4f (standard error, %d forks)",
        sorted.get(sorted.size() / 2),
        mean,
        error,
        shares.size());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.benchmarks.jetty;

import dev.cracservers.jetty.JettyServerResource;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * The processor time the threads of a Jetty server take for a request, without its requests being
 * counted, as a share of that with counting: how much of its throughput a busy server keeps. One
 * server serves one connection, and what counts is put in and taken out in turns, which are short:
 * what else the machine does spoils a few of them, and the median passes over those. Processor
 * time, unlike the time of the clock, can be compared on a machine that has other work to do.
 *
 * <p>The client sends pipelined requests with a small answer: nearly all the time goes into what
 * Jetty does for a request.
 */
public final class AccountingBenchmark {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int WARM_UP_ROUNDS = 100;
  private static final int REQUESTS_A_TURN = 10_000;

  private AccountingBenchmark() {}

  /** Takes the number of rounds, 400 if it is not given, and prints the share with its error. */
  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 400;
    Server server = SmallServer.start();
    ServerConnector connector = (ServerConnector) server.getConnectors()[0];
    HttpConfiguration configuration =
        connector.getConnectionFactory(HttpConnectionFactory.class).getHttpConfiguration();
    JettyServerResource resource = JettyServerResource.of(server);
    HttpConfiguration.Customizer counting = configuration.getCustomizers().get(0);
    List<Double> shares = new ArrayList<>();
    try (PipeliningClient client = PipeliningClient.connect(connector.getLocalPort())) {
      for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
        double[] time = new double[2];
        for (int turn = 0; turn < 2; turn++) {
          boolean counted = (turn + round) % 2 == 0;
          configuration.getCustomizers().remove(counting);
          if (counted) {
            configuration.addCustomizer(counting);
          }
          time[counted ? 1 : 0] = processorTime(client);
        }
        if (round >= 0) {
          shares.add(time[0] / time[1]);
        }
      }
    }
    server.stop();
    System.out.println(resource.name() + ": " + describe(shares));
  }

  private static double processorTime(PipeliningClient client) throws Exception {
    long before = processorTime();
    client.send(REQUESTS_A_TURN);
    return processorTime() - before;
  }

  private static long processorTime() {
    long sum = 0;
    for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
      if (thread != null && thread.getThreadName().startsWith("qtp")) {
        sum += THREADS.getThreadCpuTime(thread.getThreadId());
      }
    }
    return sum;
  }

  /** The error of a median, from that half of the values which is in the middle. */
  private static String describe(List<Double> shares) {
    List<Double> sorted = shares.stream().sorted().toList();
    int count = sorted.size();
    double spread = sorted.get(count * 3 / 4) - sorted.get(count / 4);
    return String.format(
        Locale.ROOT,
        "throughput kept: median %.4f +/- %.4f (%d rounds, middle half within %.4f)",
        sorted.get(count / 2),
        0.93 * spread / Math.sqrt(count),
        count,
        spread);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.benchmarks.jetty;

import com.sun.management.OperatingSystemMXBean;
import dev.cracservers.jetty.JettyServerResource;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * The processor time a Jetty server takes for a request, without its requests being counted, as a
 * share of that with counting: how much of its throughput a busy server keeps. One server serves
 * one connection, and what counts is put in and taken out in turns, so that whatever else the
 * machine does meets both; which one begins a round changes from round to round. Processor time,
 * unlike the time of the clock, can be compared on a machine that has other work to do.
 *
 * <p>The client shares the process and sends pipelined requests with a small answer: nearly all the
 * time goes into what Jetty does for a request.
 */
public final class AccountingBenchmark {
  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static final int WARM_UP_ROUNDS = 10;
  private static final int REQUESTS_A_TURN = 100_000;

  private AccountingBenchmark() {}

  /** Takes the number of rounds, 40 if it is not given, and prints the share with its error. */
  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 40;
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

  private static long processorTime(PipeliningClient client) throws Exception {
    long before = PROCESS.getProcessCpuTime();
    client.send(REQUESTS_A_TURN);
    return PROCESS.getProcessCpuTime() - before;
  }

  private static String describe(List<Double> shares) {
    List<Double> sorted = shares.stream().sorted().toList();
    double mean = shares.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    double squares = shares.stream().mapToDouble(share -> (share - mean) * (share - mean)).sum();
    double error = Math.sqrt(squares / (shares.size() - 1) / shares.size());
    return String.format(
        Locale.ROOT,
        "throughput kept: median %.4f, mean %.4f +/- %.4f (standard error, %d rounds)",
        sorted.get(sorted.size() / 2),
        mean,
        error,
        shares.size());
  }
}

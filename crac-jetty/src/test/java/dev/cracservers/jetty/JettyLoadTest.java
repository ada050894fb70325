// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.core.CheckpointReport;
import dev.cracservers.core.CheckpointReport.Outcome;
import dev.cracservers.core.CheckpointSettings;
import dev.cracservers.core.Deadline;
import dev.cracservers.testkit.DescriptorLedger;
import dev.cracservers.testkit.Rehearsal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Many checkpoints under load: no request that a handler has begun goes unanswered, and hardly any
 * other. What is left are the races that a client has to expect: a request that crosses a GOAWAY,
 * of which a drain may meet one for each client; one that crosses the end of a connection that was
 * idle; and connections that the kernel has accepted and Java has not, which are reset when a
 * listener closes. Of the last two, fewer than one a drain.
 */
final class JettyLoadTest {
  private static final int CYCLES = 40;
  private static final int CLIENTS = 8;
  private static final int REQUESTS_BETWEEN = 50;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @ParameterizedTest
  @CsvSource({"HTTP, 0", "HTTP, 1", "HTTPS, 1", "H2C, 0", "H2, 1", "UNIX, 0"})
  @Timeout(180)
  void noRequestThatWasBegunIsLost(Wire wire, int acceptors, TestReporter reporter)
      throws Exception {
    DescriptorLedger before = DescriptorLedger.now();
    SlowAnswers answers = new SlowAnswers();
    JettyFixture jetty = JettyFixture.start(wire, acceptors, answers);
    List<LoadClient> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(LoadClient.start(jetty));
    }
    try (Rehearsal rehearsal = Rehearsal.of(jetty.resource(), CheckpointSettings.defaults())) {
      for (int cycle = 0; cycle < CYCLES; cycle++) {
        long answered = answered(clients) + REQUESTS_BETWEEN;
        assertThat(Deadline.after(PATIENCE).await(() -> answered(clients) >= answered)).isTrue();
        CheckpointReport report = rehearsal.checkpoint();
        assertThat(report.outcome()).isEqualTo(Outcome.RESTORED);
        assertThat(report.count("cut")).isZero();
      }
    } finally {
      for (LoadClient client : clients) {
        client.stop();
      }
    }
    jetty.stop();
    Set<String> begun = answers.begun();

    List<String> refused = all(clients, LoadClient::refused);
    List<String> unanswered = all(clients, LoadClient::unanswered);
    assertThat(refused).as("begun behind a GOAWAY").doesNotContainAnyElementsOf(begun);
    assertThat(unanswered).as("begun, but not answered").doesNotContainAnyElementsOf(begun);
    assertThat(unanswered).as("not even begun, each has to be sent again").hasSizeLessThan(CYCLES);
    reporter.publishEntry(
        "%s with %d acceptors: %d answered, %d behind a GOAWAY, %d not begun in %d checkpoints"
            .formatted(
                wire, acceptors, answered(clients), refused.size(), unanswered.size(), CYCLES));
    assertThat(DescriptorLedger.now().minus(before).descriptors()).isEmpty();
  }

  private static List<String> all(
      List<LoadClient> clients, Function<LoadClient, List<String>> requests) {
    return clients.stream().map(requests).flatMap(List::stream).toList();
  }

  private static long answered(List<LoadClient> clients) {
    return clients.stream().mapToLong(LoadClient::answered).sum();
  }
}

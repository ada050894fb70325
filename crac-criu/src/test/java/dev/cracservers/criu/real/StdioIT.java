// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.criu.real.Stdio.Kind;
import dev.cracservers.criu.subject.Orders;
import dev.cracservers.testkit.real.CracCommand;
import dev.cracservers.testkit.real.RealCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Input and output of a restored server are those of the restore, whatever those of the image are.
 */
@RealCheckpoint
class StdioIT {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "FILE, PIPE, TERMINAL",
    "PIPE, FILE, NULL",
    "TERMINAL, FILE, TERMINAL",
    "NULL, FILE, SOCKET",
    "SOCKET, TERMINAL, PIPE",
    "TERMINAL, NULL, PIPE",
    "FILE, FILE, SEPARATE",
    "SEPARATE, PIPE, FILE",
  })
  void areThoseOfTheRestore(Kind first, Kind second, Kind third) throws Exception {
    Orders orders = new Orders(folder.resolve("orders"));
    Map<String, String> environment = Map.of("CRAC_RUN_DIR", folder.resolve("run").toString());
    Path image = folder.resolve("image");
    List<String> start = new ArrayList<>(List.of("run", "--image", image.toString()));
    start.add(Trial.javaHome().resolve("bin/java").toString());
    start.addAll(Trial.javaArguments(orders));
    List<String> restore = List.of("restore", image.toString());
    int round = 0;
    for (Kind kind : List.of(first, second, third, first)) {
      round++;
      List<String> command = round == 1 ? start : restore;
      try (Stdio stdio = Stdio.start(kind, folder.resolve("stdio" + round), environment, command)) {
        assertThat(order(orders, stdio, "print out " + round)).isEqualTo("false");
        assertThat(order(orders, stdio, "error err " + round)).isEqualTo("false");
        stdio.awaitOutput("out " + round, "err " + round);
        assertThat(stdio.output()).doesNotContain("out " + (round - 1)).doesNotContain("\0");
        if (kind.takesInput()) {
          stdio.type("typed " + round + "\n");
          assertThat(order(orders, stdio, "read")).isEqualTo("typed " + round);
        }
        CracCommand.Ended checkpoint =
            CracCommand.run(
                Duration.ofMinutes(1), environment, "checkpoint", serverIn(folder.resolve("run")));
        assertThat(checkpoint.status()).as(checkpoint.output()).isZero();
        assertThat(stdio.awaitEnd()).isIn(0, 137);
      }
    }
    LeftOvers.assertNone(folder, folder.resolve("run"));
  }

  /** Returns the id of the process that takes requests. */
  private static String serverIn(Path runFolder) throws IOException {
    try (Stream<Path> folders = Files.walk(runFolder)) {
      return folders
          .filter(each -> Files.exists(each.resolve("requests")))
          .map(each -> each.getFileName().toString())
          .findFirst()
          .orElseThrow();
    }
  }

  private static String order(Orders orders, Stdio stdio, String order) {
    try {
      return Trial.succeeded(order, orders.await(orders.give(order), stdio::isAlive));
    } catch (IllegalStateException e) {
      throw new AssertionError(e.getMessage() + "\n" + stdio.output(), e);
    }
  }
}

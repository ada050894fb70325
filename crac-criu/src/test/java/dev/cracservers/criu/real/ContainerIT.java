// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.criu.subject.Orders;
import dev.cracservers.testkit.real.RealCheckpoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher as process 1 of containers, in which one image is restored side by side. */
@RealCheckpoint
class ContainerIT {
  @TempDir Path folder;

  @Test
  void theServerHasAnIdThatIsFreeElsewhereAndCopiesOfItRunSideBySide() throws Exception {
    Orders orders = new Orders(folder.resolve("orders"));
    String image = folder.resolve("image").toString();
    List<String> run = new ArrayList<>(List.of("run", "--image", image));
    run.add(Trial.javaHome().resolve("bin/java").toString());
    run.addAll(Trial.javaArguments(orders));
    try (Container first = Container.start(folder, orders, run)) {
      assertThat(Integer.parseInt(first.server())).isGreaterThanOrEqualTo(128);
      String server = first.server();
      CommandLine.Ended checkpoint = first.crac("checkpoint", server);
      assertThat(checkpoint.output()).contains("process " + server + " has ended");
      assertThat(checkpoint.status()).as(checkpoint.output() + first.log()).isZero();
      assertThat(first.awaitEnd()).isZero();
    }

    Orders left = new Orders(folder.resolve("left"));
    Orders right = new Orders(folder.resolve("right"));
    try (Container one =
            Container.start(folder, left, List.of("restore", image, "--set", setting(left)));
        Container two =
            Container.start(folder, right, List.of("restore", image, "--set", setting(right)))) {
      assertThat(one.server()).isEqualTo(two.server());
      one.order("exit 3");
      assertThat(one.awaitEnd()).isEqualTo(3);
      two.order("ping still there");
      two.signal("TERM");
      assertThat(two.awaitEnd()).isEqualTo(143);
    }
    LeftOvers.assertNone(folder, folder.resolve("run"));
  }

  @Test
  void theServerMayBePartOfASessionThatWasStartedOutside() throws Exception {
    Orders orders = new Orders(folder.resolve("orders"));
    String image = folder.resolve("image").toString();
    List<String> run = new ArrayList<>(List.of("run", "--image", image));
    run.add(Trial.javaHome().resolve("bin/java").toString());
    run.addAll(Trial.javaArguments(orders));
    try (Container first = Container.startLater(folder, orders, run)) {
      // Process 1 ends with its server, and takes this command along.
      CommandLine.Ended checkpoint = first.crac("checkpoint", first.server());
      assertThat(checkpoint.status()).as(checkpoint.output() + first.log()).isIn(0, 137);
      assertThat(first.awaitEnd()).isEqualTo(137);
    }
    try (Container second =
        Container.start(folder, orders, List.of("restore", image, "--set", setting(orders)))) {
      second.order("exit 3");
      assertThat(second.awaitEnd()).isEqualTo(3);
    }
    LeftOvers.assertNone(folder, folder.resolve("run"));
  }

  @Test
  void signalsAndStatusOfAServerThatWasNotRestoredPassToo() throws Exception {
    Orders orders = new Orders(folder.resolve("orders"));
    List<String> run = new ArrayList<>(List.of("run"));
    run.add(Trial.javaHome().resolve("bin/java").toString());
    run.addAll(Trial.javaArguments(orders));
    try (Container container = Container.start(folder, orders, run)) {
      container.signal("INT");
      assertThat(container.awaitEnd()).isEqualTo(130);
    }
    try (Container container = Container.start(folder, orders, run)) {
      container.order("exit 5");
      assertThat(container.awaitEnd()).isEqualTo(5);
    }
    LeftOvers.assertNone(folder, folder.resolve("run"));
  }

  private static String setting(Orders orders) {
    return orders.argument().substring("-D".length());
  }
}

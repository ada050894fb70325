// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.criu.subject.Orders;
import dev.cracservers.testkit.real.CracCommand;
import dev.cracservers.testkit.real.RealCheckpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are killed at a bad moment leave nothing behind either. */
@RealCheckpoint
class LostProcessIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir Path folder;

  @Test
  void theServerWhileItsImageIsTaken() throws Exception {
    Path criu = folder.resolve("criu");
    // The process id follows `dump -t`.
    Files.writeString(criu, "#!/bin/sh\nkill -KILL \"$3\"\nexit 1\n");
    Files.setPosixFilePermissions(criu, PosixFilePermissions.fromString("rwx------"));
    try (Trial trial = new Trial(folder.resolve("trial")).start()) {
      trial.order("set dev.cracservers.criu.path=" + criu);
      assertThat(trial.brokenCheckpoint())
          .contains("process " + trial.server().pid() + " DID NOT COME BACK", "left no image");
      assertThat(trial.server().awaitEnd(LIMIT)).isEqualTo(137);
      LeftOvers.assertNone(folder, folder.resolve("none"));
      try (Stream<Path> files = Files.list(trial.image())) {
        assertThat(files).allMatch(file -> file.getFileName().toString().equals("channel"));
      }
    }
  }

  @Test
  void theOperatorWhileHeWaits() throws Exception {
    try (Trial trial = new Trial(folder.resolve("trial")).start()) {
      Path gate = folder.resolve("gate");
      trial.order("hold-before " + gate);
      ProcessBuilder builder =
          new ProcessBuilder(
              CracCommand.file().toString(), "checkpoint", "" + trial.server().pid());
      builder.environment().put("CRAC_RUN_DIR", trial.runFolder().toString());
      Process operator = builder.start();
      trial.awaitLog("held until there is " + gate);
      operator.destroyForcibly().waitFor();
      Files.createFile(gate);
      assertThat(trial.server().awaitEnd(LIMIT)).isEqualTo(137);
      trial.restore();
    }
  }

  @Test
  void theLauncherThatStandsBetweenTheServerAndASocket() throws Exception {
    Orders orders = new Orders(folder.resolve("orders"));
    Path runFolder = folder.resolve("run");
    List<String> run = new ArrayList<>(List.of("run", "--image", folder + "/image"));
    run.add(Trial.javaHome().resolve("bin/java").toString());
    run.addAll(Trial.javaArguments(orders));
    Map<String, String> environment = Map.of("CRAC_RUN_DIR", runFolder.toString());
    try (Stdio stdio = Stdio.start(Stdio.Kind.SOCKET, folder.resolve("out"), environment, run)) {
      orders.await(orders.give("ping"), stdio::isAlive);
      try (Stream<Path> files = Files.walk(runFolder)) {
        Path launcher = files.filter(file -> file.endsWith("launcher")).findFirst().orElseThrow();
        String pid = Files.readString(launcher).strip();
        assertThat(new ProcessBuilder("kill", "-KILL", pid).start().waitFor()).isZero();
      }
      assertThat(stdio.awaitEnd()).isEqualTo(137);
      LeftOvers.assertNone(folder, folder.resolve("none"));
    }
  }
}

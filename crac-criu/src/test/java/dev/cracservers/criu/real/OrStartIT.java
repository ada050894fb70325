// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.criu.subject.Orders;
import dev.cracservers.testkit.real.RealCheckpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a restore is not possible the server is started, once; and supervisors are told. */
@RealCheckpoint
class OrStartIT {
  @TempDir static Path folder;
  private static Trial trial;
  private static int number;

  private final Path pidFile = folder.resolve("pid");
  private final Path json = folder.resolve("json");

  @BeforeAll
  static void takeOneImage() throws Exception {
    trial = new Trial(folder.resolve("trial")).start();
    trial.checkpoint();
  }

  @AfterAll
  static void leaveNothing() {
    trial.close();
  }

  @AfterEach
  void forget() throws Exception {
    Files.deleteIfExists(pidFile);
    Files.deleteIfExists(json);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--isolate"})
  void aServerIsStartedWithTheSettingsOfTheRestore(String option) throws Exception {
    Path nowhere = folder.resolve("no 'image'");
    try (Clone clone = restore(nowhere, option, "--set", "text=it's \"there\"")) {
      assertThat(clone.order("property text")).isEqualTo("it's \"there\"");
      assertThat(clone.log())
          .contains("crac: there is no image folder " + nowhere, "STARTED NORMALLY instead");
      assertThat(Files.readString(pidFile)).isEqualTo(clone.launcher() + "\n");
      assertThat(Files.readAllLines(json))
          .containsExactly(
              "{\"event\":\"failed\",\"status\":4,\"message\":\"there is no image folder "
                  + nowhere
                  + "\"}",
              "{\"event\":\"started\",\"pid\":" + clone.launcher() + "}");
      clone.signal("TERM");
      assertThat(clone.awaitEnd()).isEqualTo(128 + 15);
    }
    LeftOvers.assertNone(folder, trial.runFolder());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--isolate"})
  void aServerThatWasRestoredIsNotStartedAgain(String option) throws Exception {
    try (Clone clone = restore(trial.image(), option)) {
      clone.order("ping restored");
      Trial.awaitContent(pidFile);
      assertThat(Files.readString(pidFile)).isEqualTo(clone.server().pid() + "\n");
      clone.order("exit 9");
      assertThat(clone.awaitEnd()).isEqualTo(9);
      assertThat(clone.log()).doesNotContain("STARTED");
    }
    assertThat(pidFile).doesNotExist();
    List<String> events = Files.readAllLines(json);
    assertThat(events).hasSize(2);
    assertThat(events.get(0)).matches("\\{\"event\":\"restored\",\"pid\":\\d+,\"millis\":\\d+}");
    assertThat(events.get(1)).isEqualTo("{\"event\":\"ended\",\"status\":9}");
    LeftOvers.assertNone(folder, trial.runFolder());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--isolate"})
  void whatCriuSaysIsTheCause(String option) throws Exception {
    Path criu = folder.resolve("criu");
    Files.writeString(
        criu,
        """
        #!/bin/sh
        while [ "$1" != -W ]; do shift; done
        echo 'Error (criu/tty.c:1): "no" place' >"$2/restore.log"
        exit 1
        """);
    Files.setPosixFilePermissions(criu, PosixFilePermissions.fromString("rwx------"));
    List<String> by = List.of("env", "CRAC_CRIU=" + criu);
    try (Clone clone = restore(by, trial.image(), option)) {
      clone.order("ping started");
      assertThat(clone.log()).contains("STARTED NORMALLY instead");
      assertThat(Files.readAllLines(json).get(0))
          .contains(
              "\"message\":\"the image " + trial.image() + " could not be restored\"",
              "\"cause\":\"Error (criu/tty.c:1): \\\"no\\\" place\"");
      clone.signal("TERM");
      assertThat(clone.awaitEnd()).isEqualTo(128 + 15);
    }
    LeftOvers.assertNone(folder, trial.runFolder());
  }

  @Test
  void notWhenItWasAskedToEndMeanwhile() throws Exception {
    Path criu = folder.resolve("criu-slow");
    Path gate = folder.resolve("gate");
    Files.writeString(
        criu,
        "#!/bin/sh\necho yes >'"
            + gate
            + ".reached'\nuntil [ -e '"
            + gate
            + "' ]; do sleep 0.01; done\nexit 1\n");
    Files.setPosixFilePermissions(criu, PosixFilePermissions.fromString("rwx------"));
    try (Clone clone = restore(List.of("env", "CRAC_CRIU=" + criu), trial.image(), "")) {
      Trial.awaitContent(Path.of(gate + ".reached"));
      clone.signal("TERM");
      Files.createFile(gate);
      assertThat(clone.awaitEnd()).isEqualTo(6);
      assertThat(clone.log()).doesNotContain("STARTED");
    }
    LeftOvers.assertNone(folder, trial.runFolder());
  }

  private Clone restore(Path image, String... options) throws Exception {
    return restore(List.of("env"), image, options);
  }

  private Clone restore(List<String> by, Path image, String... options) throws Exception {
    Path own = Files.createDirectory(folder.resolve("clone-" + number++));
    List<String> all = new ArrayList<>(List.of("--pidfile", pidFile.toString()));
    all.addAll(List.of("--json", json.toString()));
    List.of(options).stream().filter(option -> !option.isEmpty()).forEach(all::add);
    all.addAll(List.of("--or-start", Trial.javaHome().resolve("bin/java").toString()));
    all.addAll(List.of("--add-opens=java.base/java.lang=ALL-UNNAMED", "--add-modules", "java.sql"));
    all.addAll(Trial.javaArguments(new Orders(own.resolve("ignored"))));
    return Clone.restore(own, trial.runFolder(), by, image, all.toArray(String[]::new));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.testkit.real.CracCommand;
import dev.cracservers.testkit.real.RealCheckpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Any number of servers restored from one image side by side, on one machine. */
@RealCheckpoint
class IsolateIT {
  @TempDir static Path folder;
  private static Trial trial;

  @BeforeAll
  static void takeOneImage() throws Exception {
    trial = new Trial(folder.resolve("trial")).start();
    trial.checkpoint();
  }

  @AfterAll
  static void leaveNothing() {
    trial.close();
  }

  @Test
  void fiveClonesEndEachInItsOwnWay() throws Exception {
    List<Clone> clones = new ArrayList<>();
    try {
      for (int i = 0; i < 5; i++) {
        clones.add(clone("clone-" + i, "--isolate", "--set", "number=" + i));
      }
      for (int i = 0; i < 5; i++) {
        assertThat(clones.get(i).order("property number")).isEqualTo("" + i);
      }
      assertThat(clones.stream().map(clone -> clone.server().pid())).doesNotHaveDuplicates();

      clones.get(0).order("exit 3");
      assertThat(clones.get(0).awaitEnd()).isEqualTo(3);
      clones.get(1).signal("TERM");
      assertThat(clones.get(1).awaitEnd()).isEqualTo(128 + 15);
      clones.get(2).signal("INT");
      assertThat(clones.get(2).awaitEnd()).isEqualTo(128 + 2);
      ProcessHandle orphan = clones.get(3).server();
      clones.get(3).signal("KILL");
      assertThat(clones.get(3).awaitEnd()).isEqualTo(128 + 9);
      orphan.onExit().get(20, TimeUnit.SECONDS);

      clones.get(4).order("ping still there");
      clones.get(4).server().destroyForcibly();
      assertThat(clones.get(4).awaitEnd()).isEqualTo(128 + 9);
    } finally {
      clones.forEach(Clone::close);
    }
    // The one whose launcher was killed is cleaned up after by the next.
    try (Clone next = clone("next", "--isolate")) {
      next.order("exit 0");
      assertThat(next.awaitEnd()).isZero();
    }
    LeftOvers.assertNone(folder, trial.runFolder());
  }

  @Test
  void aCloneIsCheckpointedByItsIdOrThatOfItsLauncher() throws Exception {
    Path image = folder.resolve("second");
    try (Clone first = clone("first", "--isolate");
        Clone beside = clone("beside", "--isolate")) {
      beside.order("ping there");
      first.order("set word=kept");
      checkpoint(first, first.launcher(), image);
      try (Clone second =
          Clone.restore(
              Files.createDirectory(folder.resolve("again")),
              trial.runFolder(),
              image,
              "--isolate")) {
        assertThat(second.order("property word")).isEqualTo("kept");
        checkpoint(second, second.server().pid(), image);
      }
      beside.order("exit 0");
      assertThat(beside.awaitEnd()).isZero();
    }
    LeftOvers.assertNone(folder, trial.runFolder());
  }

  @Test
  void aSignalThatComesBeforeTheServerIsThere() throws Exception {
    try (Clone clone = clone("early", "--isolate")) {
      while (!Files.exists(trial.runFolder())) {
        Thread.onSpinWait();
      }
      clone.signal("TERM");
      assertThat(clone.awaitEnd()).isEqualTo(128 + 15);
    }
    LeftOvers.assertNone(folder, trial.runFolder());
  }

  @Test
  void whatGoesWrongInsideIsSaidOutside() throws Exception {
    CracCommand.Ended ended =
        CracCommand.run(
            java.time.Duration.ofSeconds(20),
            java.util.Map.of("CRAC_RUN_DIR", trial.runFolder().toString()),
            "restore",
            folder + "/nowhere",
            "--isolate");
    assertThat(ended.output()).isEqualTo("crac: there is no image folder " + folder + "/nowhere\n");
    assertThat(ended.status()).isEqualTo(4);
    LeftOvers.assertNone(folder, trial.runFolder());
  }

  @Test
  void whereNoNamespaceCanBeMade() throws Exception {
    try (Clone clone =
        Clone.restore(
            Files.createDirectory(folder.resolve("powerless")),
            trial.runFolder(),
            List.of("setpriv", "--bounding-set=-sys_admin"),
            trial.image(),
            "--isolate")) {
      assertThat(clone.awaitEnd()).isEqualTo(6);
      assertThat(clone.log()).contains("needs root or CAP_SYS_ADMIN");
    }
    LeftOvers.assertNone(folder, trial.runFolder());
  }

  private static Clone clone(String name, String... options) throws Exception {
    return Clone.restore(
        Files.createDirectory(folder.resolve(name)), trial.runFolder(), trial.image(), options);
  }

  private static void checkpoint(Clone clone, long pid, Path image) throws Exception {
    long server = clone.server().pid();
    CracCommand.Ended ended =
        clone.crac("checkpoint", Long.toString(pid), "--image", image.toString());
    assertThat(ended.status()).as(ended.output() + clone.log()).isZero();
    assertThat(ended.output()).contains("process " + server + " has ended");
    assertThat(clone.awaitEnd()).isZero();
  }
}

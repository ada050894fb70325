// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.testkit.real.RealCheckpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A server goes through cycles, and is told what it needs to know in each. */
@RealCheckpoint
class CyclesIT {
  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("dev.cracservers.criu.real.Trial#javaHomes")
  void everyCycleWorksLikeTheFirst(Path javaHome) throws Exception {
    try (Trial trial = new Trial(folder).start(javaHome)) {
      for (int cycle = 1; cycle <= 3; cycle++) {
        String said = trial.checkpoint();
        assertThat(said).contains("memory", "image " + trial.image(), " MB", " has ended");
        // A launcher that stays with its server knows that this end was asked for.
        assertThat(trial.server().awaitEnd(java.time.Duration.ZERO))
            .isEqualTo(cycle == 1 ? 137 : 0);
        if (cycle == 1) {
          assertThat(trial.server().log())
              .contains("crac: taking the image into " + trial.image(), "status 137");
        }

        trial.server().with("GREETING", "hello " + cycle);
        trial.restore(
            "--set",
            "port=808" + cycle,
            "--env",
            "COLOUR=blue=" + cycle,
            "--",
            "role=a b " + cycle);
        assertThat(trial.order("trail")).isEqualTo("before after ".repeat(cycle).strip());
        assertThat(trial.order("property port")).isEqualTo("808" + cycle);
        assertThat(trial.order("given properties port")).isEqualTo("808" + cycle);
        assertThat(trial.order("given arguments role")).isEqualTo("a b " + cycle);
        assertThat(trial.order("given environment GREETING")).isEqualTo("hello " + cycle);
        assertThat(trial.order("given environment COLOUR")).isEqualTo("blue=" + cycle);
        assertThat(trial.order("environment GREETING")).isEqualTo("hello " + cycle);
        assertThat(trial.order("child COLOUR")).isEqualTo("blue=" + cycle);
        assertThat(trial.order("property dev.cracservers.progress")).isEqualTo("null");
      }
      assertThat(trial.server().terminate()).isEqualTo(143);
    }
  }

  @Test
  void theNextImageGoesToTheFolderOfTheRestore() throws Exception {
    try (Trial trial = new Trial(folder).start()) {
      trial.checkpoint();
      trial.restore();
      assertThat(trial.order("property dev.cracservers.image")).isEqualTo("" + trial.image());
      trial.order("set dev.cracservers.image=/nowhere");
      trial.checkpoint("--image", trial.image().toString());
      trial.restore();
      assertThat(trial.order("property dev.cracservers.image")).isEqualTo("" + trial.image());
      trial.checkpoint();
    }
  }

  @Test
  void aSettingOfAnEarlierRestoreIsNotGivenAgain() throws Exception {
    try (Trial trial = new Trial(folder).start()) {
      trial.checkpoint();
      trial.restore("--env", "COLOUR=blue");
      trial.checkpoint();
      trial.restore();
      assertThat(trial.order("given environment COLOUR")).isEqualTo("not given");
      assertThat(trial.order("environment COLOUR")).isEqualTo("null");
      assertThat(trial.order("child COLOUR")).isEqualTo("none");
    }
  }

  @Test
  void theServerHasItsOwnUmaskAndTheImageIsPrivate() throws Exception {
    try (Trial trial = new Trial(folder).start()) {
      assertThat(trial.order("umask")).isEqualTo("Umask:\t" + umask());
      trial.checkpoint();
      assertThat(Files.getPosixFilePermissions(trial.image())).hasSize(3);
      trial.restore();
      assertThat(trial.order("umask")).isEqualTo("Umask:\t" + umask());
    }
  }

  private static String umask() throws Exception {
    return Files.readString(Path.of("/proc/self/status"))
        .lines()
        .filter(line -> line.startsWith("Umask:"))
        .map(line -> line.substring("Umask:\t".length()))
        .findFirst()
        .orElseThrow();
  }
}

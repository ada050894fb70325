// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.testkit.real.RealCheckpoint;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code crac doctor} says comes true. */
@RealCheckpoint
class DoctorIT {
  private static final String HEALTHY = "A checkpoint can work";

  @TempDir Path folder;

  @Test
  void aMachineOnWhichCriuWorks() throws Exception {
    CommandLine.Ended ended = CommandLine.run(Map.of(), "doctor");
    assertThat(ended.output()).contains("finds nothing missing", "Java ", HEALTHY);
    assertThat(ended.status()).isZero();
  }

  @Test
  void aMachineWithoutCriu() throws Exception {
    Path criu = folder.resolve("none");
    CommandLine.Ended ended =
        CommandLine.run(Map.of("CRAC_CRIU", criu.toString()), "doctor", "--json");
    assertThat(ended.output()).startsWith("{\"canWork\":false,").contains("crac setup");
    assertThat(ended.status()).isEqualTo(3);
  }

  @Test
  void aServerThatCanBeCheckpointedAndThenOneThatCannot() throws Exception {
    try (Trial trial = new Trial(folder).start()) {
      CommandLine.Ended ended = doctor(trial, trial.server().pid());
      assertThat(ended.output())
          .contains("1 are told of a checkpoint", "SERIAL gives little memory back", HEALTHY)
          .contains("such as a java.util.Random")
          .doesNotContain("open now", "SHA1PRNG", "dead objects");
      assertThat(ended.status()).isZero();
      trial.checkpoint("--leave-running");

      trial.order("spawn 600");
      ended = doctor(trial, trial.server().pid());
      assertThat(ended.output()).contains("is a child of the server", "end it before the check");
      assertThat(ended.status()).isNotZero();
      trial.order("release spawn");

      trial.order("write " + folder.resolve("held"));
      ended = doctor(trial, trial.server().pid());
      assertThat(ended.output())
          .contains("open now, and unless it is closed by then", folder.resolve("held").toString());
      assertThat(trial.refusedCheckpoint()).contains(folder.resolve("held").toString());
    }
  }

  @Test
  void aServerWhoseRandomNumbersAreTheSameInEachRestore() throws Exception {
    try (Trial trial = new Trial(folder).start("-Ddev.cracservers.keepRandoms=true")) {
      CommandLine.Ended ended = doctor(trial, trial.server().pid());
      assertThat(ended.output())
          .contains("SHA1PRNG and DRBG is the same in each restored process", "Reinitialized");
      assertThat(ended.status()).isZero();
    }
  }

  @Test
  void aProgramThatWasStartedWithoutUs() throws Exception {
    Process java =
        new ProcessBuilder(
                Trial.javaHome().resolve("bin/java").toString(),
                "-Xmx64m",
                "-XX:+UseParallelGC",
                "-XX:+AlwaysPreTouch",
                "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0",
                "-cp",
                Trial.classPathOf(Trial.class).toString(),
                Idle.class.getName())
            .start();
    try {
      assertThat(java.getInputStream().read()).isNotNegative();
      CommandLine.Ended ended = CommandLine.run(Map.of(), "doctor", Long.toString(java.pid()));
      assertThat(ended.output())
          .contains("start it with -XX:-UsePerfData", "PARALLEL gives little memory back")
          .contains("-XX:+AlwaysPreTouch", "the debugger listens", "takes no requests")
          .contains("start it with -XX:MarkSweepDeadRatio=0")
          .contains("problems: 3, ");
      assertThat(ended.status()).isEqualTo(5);
    } finally {
      java.destroyForcibly().waitFor();
    }
  }

  @Test
  void aProcessThatIsNoJvm() throws Exception {
    Process sleep = new ProcessBuilder("sleep", "600").start();
    try {
      CommandLine.Ended ended = CommandLine.run(Map.of(), "doctor", Long.toString(sleep.pid()));
      assertThat(ended.output()).contains(sleep.pid() + " (sleep) is no JVM");
      assertThat(ended.status()).isEqualTo(5);
    } finally {
      sleep.destroyForcibly().waitFor();
    }
  }

  private static CommandLine.Ended doctor(Trial trial, long pid) throws Exception {
    return CommandLine.run(
        Map.of("CRAC_RUN_DIR", trial.runFolder().toString()),
        List.of(),
        "doctor",
        Long.toString(pid));
  }
}

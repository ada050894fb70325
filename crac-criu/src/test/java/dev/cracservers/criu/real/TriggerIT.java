// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.testkit.real.CracCommand;
import dev.cracservers.testkit.real.RealCheckpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who asks for a checkpoint: the program, an operator, several at once. */
@RealCheckpoint
class TriggerIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("dev.cracservers.criu.real.Trial#javaHomes")
  void theProgramItselfGoesOnInTheRestoredProcess(Path javaHome) throws Exception {
    try (Trial trial = new Trial(folder).start(javaHome)) {
      for (int cycle = 1; cycle <= 3; cycle++) {
        String order = trial.give("checkpoint");
        // The process is gone: that alone says that its image is complete.
        assertThat(trial.server().awaitEnd(LIMIT)).isEqualTo(cycle == 1 ? 137 : 0);
        LeftOvers.assertNone(folder, trial.runFolder());
        trial.restore();
        assertThat(Trial.succeeded("checkpoint", trial.answer(order))).isEqualTo("false");
      }
      assertThat(trial.order("trail")).isEqualTo("before after before after before after");
    }
  }

  @Test
  void aThreadThatIsInterruptedTakesItAllTheSameAndStaysInterrupted() throws Exception {
    try (Trial trial = new Trial(folder).start()) {
      String order = trial.give("interrupt");
      assertThat(trial.server().awaitEnd(LIMIT)).isEqualTo(137);
      trial.restore();
      assertThat(Trial.succeeded("interrupt", trial.answer(order))).isEqualTo("true");
    }
  }

  @Test
  void aServerThatIsLeftRunningServesOnAndItsImageToo() throws Exception {
    try (Trial trial = new Trial(folder).start()) {
      String said = trial.checkpoint("--leave-running");
      assertThat(said).contains("image " + trial.image(), " serves on");
      assertThat(trial.order("trail")).isEqualTo("before after");
      assertThat(trial.checkpoint("--leave-running")).contains(" serves on");
      assertThat(trial.order("trail")).isEqualTo("before after before after");
      assertThat(trial.server().terminate()).isEqualTo(143);

      trial.restore();
      assertThat(trial.order("trail")).isEqualTo("before after before after");
      trial.checkpoint();
      trial.restore();
      assertThat(trial.order("trail")).isEqualTo("before after before after before after");
    }
  }

  /** The coordinator of crac-core sets the property until its application has started. */
  @Test
  void anApplicationThatIsStartingIsWaitedForOrLeftAlone() throws Exception {
    try (Trial trial = new Trial(folder).start()) {
      trial.order("set dev.cracservers.starting=true");
      assertThat(trial.refusedCheckpoint()).contains("not started yet", "crac checkpoint --wait");
      assertThat(trial.order("trail")).as("nothing was notified").isEmpty();
      assertThat(trial.refusedCheckpoint("--wait", "--stage-timeout", "1"))
          .contains("has not started within 1 s");

      CompletableFuture<String> waiting =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return trial.checkpoint("--wait", "--leave-running");
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      trial.order("clear dev.cracservers.starting");
      assertThat(waiting.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).contains(" serves on");
      assertThat(trial.order("trail")).isEqualTo("before after");
    }
  }

  @Test
  void aMachineReadsHowItGoes() throws Exception {
    try (Trial trial = new Trial(folder).start()) {
      String said = trial.checkpoint("--leave-running", "--json");
      // Whatever takes long is said to people, on the standard error output.
      assertThat(said.lines().filter(line -> !line.startsWith("crac: ")))
          .startsWith("{\"event\":\"begin\",\"name\":\"memory\"}")
          .anyMatch(line -> line.matches("\\{.*\"end\",\"name\":\"memory\",\"millis\":[\\d.]+}"))
          .anyMatch(line -> line.matches("\\{.*\"image\",\"millis\":\\d+,\"bytes\":\\d+,.*}"))
          .endsWith(
              "{\"event\":\"done\",\"pid\":" + trial.server().pid() + ",\"server\":\"serves on\"}")
          .allMatch(line -> line.matches("\\{\"event\":.*}"));
      trial.order("write " + folder.resolve("quo\"ted"));
      assertThat(trial.refusedCheckpoint("--json"))
          .contains("{\"event\":\"refused\",\"pid\":" + trial.server().pid() + ",\"reason\":\"")
          .contains("quo\\\"ted");
    }
  }

  @Test
  void onlyOneOfSeveralOperatorsAtOnce() throws Exception {
    try (Trial trial = new Trial(folder).start()) {
      String pid = Long.toString(trial.server().pid());
      List<CompletableFuture<CracCommand.Ended>> asked = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        asked.add(CompletableFuture.supplyAsync(() -> crac("checkpoint", pid)));
      }
      List<CracCommand.Ended> ended = asked.stream().map(CompletableFuture::join).toList();

      assertThat(ended).filteredOn(each -> each.status() == 0).hasSize(1);
      assertThat(ended)
          .filteredOn(each -> each.status() != 0)
          .allSatisfy(
              each -> {
                assertThat(each.status()).isIn(1, 5);
                assertThat(each.output().lines()).hasSize(1);
                assertThat(each.output())
                    .containsAnyOf(
                        "is under way", "ended before it took up", "there is no process");
              });
      assertThat(trial.server().awaitEnd(LIMIT)).isEqualTo(137);
      trial.restore();
      assertThat(trial.order("trail")).isEqualTo("before after");
    }
  }

  @Test
  void anOperatorWhileTheProgramIsTakingOne() throws Exception {
    try (Trial trial = new Trial(folder).start()) {
      Path gate = folder.resolve("gate");
      trial.order("hold-before " + gate);
      String order = trial.give("checkpoint");
      trial.awaitLog("held until there is " + gate);
      assertThat(trial.refusedCheckpoint()).contains("another checkpoint", "is under way");
      Files.createFile(gate);
      assertThat(trial.server().awaitEnd(LIMIT)).isEqualTo(137);
      trial.restore();
      Trial.succeeded("checkpoint", trial.answer(order));
    }
  }

  @Test
  void severalThreadsOfTheProgramOneAfterTheOther() throws Exception {
    try (Trial trial = new Trial(folder).start("-Ddev.cracservers.leaveRunning=true")) {
      List<String> orders = Stream.generate(() -> trial.give("checkpoint")).limit(3).toList();
      for (String order : orders) {
        Trial.succeeded("checkpoint", trial.answer(order));
      }
      assertThat(trial.order("trail")).isEqualTo("before after before after before after");
    }
  }

  @Test
  void anOperatorByTheIdOfTheLauncherThatStaysWithTheServer() throws Exception {
    try (Trial trial = new Trial(folder).start()) {
      trial.checkpoint();
      trial.restore();
      String launcher = Long.toString(trial.launcherPid());
      CracCommand.Ended ended = crac("checkpoint", launcher);
      assertThat(ended.status()).as(ended.output()).isZero();
      assertThat(ended.output()).contains("process " + trial.server().pid() + " has ended");
      trial.server().awaitEnd(LIMIT);
      trial.restore();
    }
  }

  private CracCommand.Ended crac(String... arguments) {
    try {
      return CracCommand.run(
          LIMIT, Map.of("CRAC_RUN_DIR", folder.resolve("run").toString()), arguments);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

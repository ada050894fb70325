// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cracservers.core.CheckpointReport.Outcome;
import dev.cracservers.core.CheckpointReport.Step;
import dev.cracservers.core.CheckpointSettings.OnDrainTimeout;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Load that does not go away. */
final class DrainTest {
  private static final CheckpointSettings ABORT =
      CheckpointSettings.defaults().withDeadline(Phase.DRAIN, Duration.ofSeconds(20));
  private static final CheckpointSettings FORCE = ABORT.withOnDrainTimeout(OnDrainTimeout.FORCE);

  /** Two resources with load for ever, of which the last lets the whole time pass. */
  private static Scene stuck(CheckpointSettings settings) {
    Scene scene = Scene.with(settings, "a", "b", "c");
    scene
        .resource(0)
        .loaded(new CompletableFuture<>())
        .counting(Phase.DRAIN, Map.of("finished", 5L, "open", 2L));
    scene
        .resource(2)
        .loaded(new CompletableFuture<>())
        .on(Phase.DRAIN, () -> scene.clock.advance(Duration.ofSeconds(20)));
    return scene;
  }

  @Test
  void byDefaultTheCheckpointIsGivenUpWithNumbers() {
    try (Scene scene = stuck(ABORT)) {
      CheckpointException refused =
          catchThrowableOfType(CheckpointException.class, () -> scene.cycle().drain());

      assertThat(refused)
          .hasMessageContainingAll("a: load is left after 20000 ms", "finished=5", "open=2")
          .hasMessageContaining("c: load is left after 20000 ms")
          .hasMessageContaining("OnDrainTimeout.FORCE");
      assertThat(refused.report().outcome()).isEqualTo(Outcome.REFUSED);
      assertThat(refused.report().count("finished")).isEqualTo(5);
      assertThat(refused.getSuppressed()).hasSize(2);
    }
  }

  @Test
  void afterATimeoutNothingClosesAndAllAreRebound() throws Exception {
    try (Scene scene = stuck(ABORT)) {
      assertThatExceptionOfType(CheckpointException.class).isThrownBy(() -> scene.cycle().drain());
      scene.cycle().close();
      scene.cycle().reopen();
      scene.cycle().rebind();

      assertThat(scene.trail)
          .containsExactly(
              "drain a",
              "drain b",
              "drain c",
              "undo drain of a",
              "undo drain of b",
              "undo drain of c");
    }
  }

  @Test
  void forceGoesOnAndCounts() throws Exception {
    try (Scene scene = stuck(FORCE)) {
      scene.cycle().drain();
      scene.cycle().close();

      assertThat(scene.trail).endsWith("close c", "close b", "close a");
      CheckpointReport report = scene.report();
      assertThat(report.count("forced")).isEqualTo(2);
      assertThat(report.count("finished")).isEqualTo(5);
      assertThat(report.steps()).extracting(Step::failure).containsOnlyNulls();
    }
  }

  @Test
  void loadThatIsGoneWhenTheTimeIsUpIsInTime() throws Exception {
    try (Scene scene = Scene.with(ABORT, "a")) {
      scene.resource(0).on(Phase.DRAIN, () -> scene.clock.advance(Duration.ofSeconds(60)));

      scene.cycle().drain();

      assertThat(scene.report().outcome()).isEqualTo(Outcome.RESUMED);
    }
  }

  @Test
  void theDeadlineIsOneForAll() {
    try (Scene scene = Scene.with(ABORT, "a", "b")) {
      scene.resource(0).on(Phase.DRAIN, () -> scene.clock.advance(Duration.ofSeconds(12)));
      scene
          .resource(1)
          .loaded(new CompletableFuture<>())
          .on(Phase.DRAIN, () -> scene.clock.advance(Duration.ofSeconds(9)));

      CheckpointException refused =
          catchThrowableOfType(CheckpointException.class, () -> scene.cycle().drain());

      assertThat(refused).hasMessageContaining("b: load is left");
    }
  }

  @Test
  void whoCannotRefuseLoadStopsTheRestFromTrying() throws Exception {
    try (Scene scene = Scene.of("a", "b", "c")) {
      scene.resource(0).loaded(new CompletableFuture<>());
      scene.resource(1).failingIn(Phase.DRAIN, "the port is not mine");

      CheckpointException refused =
          catchThrowableOfType(CheckpointException.class, () -> scene.cycle().drain());
      scene.cycle().goBack();

      assertThat(refused).hasMessageContaining("DRAIN: b: the port is not mine");
      assertThat(refused.report().steps()).extracting(Step::resource).containsExactly("b");
      assertThat(scene.trail)
          .containsExactly("drain a", "drain b", "undo drain of a", "undo drain of b");
    }
  }

  @Test
  void loadThatEndsBadlyIsAFailureWithItsOwnReasonAlsoWhenForced() {
    try (Scene scene = Scene.with(FORCE, "a")) {
      IllegalStateException reason = new IllegalStateException("a queue is broken");
      scene.resource(0).loaded(CompletableFuture.failedFuture(reason));

      CheckpointException refused =
          catchThrowableOfType(CheckpointException.class, () -> scene.cycle().drain());

      assertThat(refused).hasMessageContaining("DRAIN: a: a queue is broken");
      assertThat(refused.getSuppressed()).containsExactly(reason);
    }
  }

  @Test
  void aStepTookAsLongAsItsOwnLoad() throws Exception {
    try (Scene scene = Scene.of("quick", "slow")) {
      CompletableFuture<Void> load = new CompletableFuture<>();
      scene.resource(0).loaded(load);
      scene
          .resource(1)
          .on(
              Phase.DRAIN,
              () -> {
                scene.clock.advance(Duration.ofMillis(3));
                load.complete(null);
                scene.clock.advance(Duration.ofMillis(40));
              });

      scene.cycle().drain();

      Step quick = scene.report().steps().get(0);
      assertThat(quick.span().duration()).isEqualTo(Duration.ofMillis(3));
    }
  }
}

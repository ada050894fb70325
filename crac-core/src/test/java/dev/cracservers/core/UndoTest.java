// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cracservers.core.CheckpointReport.Outcome;
import dev.cracservers.core.CheckpointReport.PhaseSpan;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A failure before the image. */
final class UndoTest {

  @Test
  void onlyWhatWasTouchedIsTakenBack() {
    try (Scene scene = Scene.of("a", "b", "c")) {
      scene.resource(1).failingIn(Phase.CLOSE, "a descriptor stays open");

      CheckpointException refused = drainAndClose(scene);
      scene.cycle().goBack();

      assertThat(refused).hasMessageContaining("CLOSE: b: a descriptor stays open");
      assertThat(scene.trail)
          .containsExactly(
              "drain a",
              "drain b",
              "drain c",
              "close c",
              "close b",
              "undo close of b",
              "undo close of c",
              "undo drain of a",
              "undo drain of b",
              "undo drain of c");
      assertThat(scene.report().outcome()).isEqualTo(Outcome.REFUSED);
    }
  }

  @Test
  void itIsTakenBackOnceHoweverManyAsk() throws Exception {
    try (Scene scene = Scene.of("a")) {
      scene.resource(0).failingIn(Phase.CLOSE, "no");
      assertThat(drainAndClose(scene)).isNotNull();

      scene.cycle().reopen();
      scene.cycle().rebind();
      scene.cycle().goBack();
      scene.cycle().reopen();

      assertThat(scene.trail)
          .containsExactly("drain a", "close a", "undo close of a", "undo drain of a");
    }
  }

  @Test
  void theSettingsOfARestoreAreNotReadAgainWhenNothingWasFrozen() {
    try (Scene scene = Scene.of("a")) {
      scene.resource(0).failingIn(Phase.CLOSE, "no");
      assertThat(drainAndClose(scene)).isNotNull();

      scene.cycle().goBack();

      assertThat(scene.report().phases())
          .extracting(PhaseSpan::phase)
          .containsExactly(Phase.DRAIN, Phase.CLOSE, Phase.REOPEN, Phase.REBIND);
    }
  }

  @Test
  void whoeverFailsOnTheWayBackEverybodyIsRebound() {
    try (Scene scene = Scene.of("a", "b", "c")) {
      scene.resource(0).failingIn(Phase.CLOSE, "one");
      scene.resource(1).failingIn(Phase.REOPEN, "two");
      scene.resource(0).failingIn(Phase.REBIND, "three");
      assertThat(drainAndClose(scene)).isNotNull();

      scene.cycle().goBack();

      assertThat(scene.trail)
          .endsWith(
              "undo close of a",
              "undo close of b",
              "undo close of c",
              "undo drain of a",
              "undo drain of b",
              "undo drain of c");
      CheckpointReport report = scene.report();
      assertThat(report.outcome()).isEqualTo(Outcome.UNDO_FAILED);
      assertThat(report.steps().stream().filter(step -> step.failure() != null)).hasSize(3);
    }
  }

  @Test
  void anUndoThatFailedDoesNotClaimToServe() {
    try (Scene scene = Scene.of("a")) {
      scene.resource(0).failingIn(Phase.CLOSE, "one");
      scene.resource(0).failingIn(Phase.REBIND, "two");
      CheckpointException refused = drainAndClose(scene);
      CheckpointException broken =
          catchThrowableOfType(
              CheckpointException.class,
              () -> {
                scene.cycle().reopen();
                scene.cycle().rebind();
              });

      assertThat(refused)
          .hasMessageStartingWith("the checkpoint was given up")
          .hasMessageContaining("serves on");
      assertThat(broken)
          .hasMessageContainingAll("could not be undone", "CLOSE: a: one", "REBIND (undo): a: two");
    }
  }

  @Test
  void anErrorIsUndoneLikeAnyFailure() {
    try (Scene scene = Scene.of("a")) {
      scene
          .resource(0)
          .on(
              Phase.CLOSE,
              () -> {
                throw new NoClassDefFoundError("org/example/Gone");
              });

      CheckpointException refused = drainAndClose(scene);
      scene.cycle().goBack();

      assertThat(refused).hasMessageContaining("org/example/Gone");
      assertThat(scene.trail).endsWith("undo close of a", "undo drain of a");
    }
  }

  @Test
  void aFailureWithoutMessageIsNamedByItsType() {
    try (Scene scene = Scene.of("a")) {
      scene
          .resource(0)
          .on(
              Phase.CLOSE,
              () -> {
                throw new NullPointerException();
              });

      assertThat(drainAndClose(scene)).hasMessageContaining("a: java.lang.NullPointerException");
    }
  }

  @Test
  void aResourceThatCannotCountIsUndoneAllTheSame() {
    IllegalStateException miscount = new IllegalStateException("cannot count");
    CheckpointResource miscounting =
        new CheckpointResource() {
          @Override
          public String name() {
            return "miscounting";
          }

          @Override
          public Map<String, Long> counts(Phase phase) {
            throw miscount;
          }
        };
    try (Scene scene = Scene.of("a")) {
      boolean closed =
          scene.run().forward(Phase.CLOSE, List.of(miscounting), (resource, deadline) -> {});

      assertThat(closed).isFalse();
      assertThat(scene.run().exception(Outcome.REFUSED, List.of()).getSuppressed())
          .containsExactly(miscount);
    }
  }

  private static CheckpointException drainAndClose(Scene scene) {
    return catchThrowableOfType(
        CheckpointException.class,
        () -> {
          scene.cycle().drain();
          scene.cycle().close();
        });
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.cracservers.core.CheckpointReport.Outcome;
import dev.cracservers.core.CheckpointReport.PhaseSpan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The way forward and back when nothing fails. */
final class FlowTest {

  @Test
  void allDrainInOrderThenCloseInReverseThenReopenAndRebindInOrder() throws Exception {
    try (Scene scene = Scene.of("a", "b", "c")) {
      scene.cycle().drain();
      scene.cycle().close();
      scene.becomeRestored();
      scene.cycle().reopen();
      scene.cycle().rebind();

      assertThat(scene.trail)
          .containsExactly(
              "drain a",
              "drain b",
              "drain c",
              "close c",
              "close b",
              "close a",
              "reopen a",
              "reopen b",
              "reopen c",
              "rebind a",
              "rebind b",
              "rebind c");
      assertThat(scene.report().outcome()).isEqualTo(Outcome.RESTORED);
      assertThat(scene.report().phases())
          .extracting(PhaseSpan::phase)
          .containsExactly(Phase.DRAIN, Phase.CLOSE, Phase.RESTORE, Phase.REOPEN, Phase.REBIND);
      assertThat(scene.report().phases()).extracting(PhaseSpan::undo).containsOnly(false);
    }
  }

  @Test
  void listenersHearEachPhaseBeginAndEachStepEnd() throws Exception {
    try (Scene scene = Scene.of("a")) {
      List<String> heard = scene.hear();
      scene.cycle().drain();
      scene.cycle().close();
      scene.cycle().goBack();

      assertThat(heard)
          .containsExactly(
              "DRAIN begins",
              "DRAIN of a ends",
              "CLOSE begins",
              "CLOSE of a ends",
              "RESTORE (undo) begins",
              "REOPEN (undo) begins",
              "REOPEN (undo) of a ends",
              "REBIND (undo) begins",
              "REBIND (undo) of a ends");
    }
  }

  @Test
  void loadIsAwaitedOnlyWhenAllRefuseIt() throws Exception {
    try (Scene scene = Scene.of("a", "b")) {
      CompletableFuture<Void> load = new CompletableFuture<>();
      scene.resource(0).loaded(load);
      scene.resource(1).on(Phase.DRAIN, () -> load.complete(null));

      scene.cycle().drain();

      assertThat(scene.trail).containsExactly("drain a", "drain b");
    }
  }

  @Test
  void nothingClosesBeforeTheLoadOfAllIsGone() throws Exception {
    try (Scene scene = Scene.of("a", "b")) {
      CompletableFuture<Void> load = new CompletableFuture<>();
      scene.resource(1).loaded(load);
      Thread client =
          new Thread(
              () -> {
                scene.trail.add("load is gone");
                load.complete(null);
              });
      scene.resource(1).on(Phase.DRAIN, client::start);

      scene.cycle().drain();
      scene.cycle().close();

      assertThat(scene.trail)
          .containsExactly("drain a", "drain b", "load is gone", "close b", "close a");
    }
  }

  @Test
  void eachStepHappensOnceHoweverOftenOrgCracCalls() throws Exception {
    try (Scene scene = Scene.of("a")) {
      scene.cycle().drain();
      scene.cycle().drain();
      scene.cycle().close();
      scene.cycle().close();
      scene.becomeRestored();
      scene.cycle().reopen();
      scene.cycle().reopen();
      scene.cycle().rebind();
      scene.cycle().rebind();
      scene.cycle().goBack();

      assertThat(scene.trail).containsExactly("drain a", "close a", "reopen a", "rebind a");
    }
  }

  @Test
  void aRestoredProcessIsToldSoAndHasAnIdOfItsOwn() throws Exception {
    try (Scene scene = Scene.of("a")) {
      List<RestoreContext> contexts = new ArrayList<>();
      scene
          .resource(0)
          .on(
              Phase.REOPEN,
              () -> contexts.add(scene.cycle().context(Deadline.after(Duration.ofSeconds(1)))));
      scene.cycle().drain();
      scene.cycle().close();
      scene.clock.freeze(Duration.ofHours(5), 17);
      scene.becomeRestored();
      scene.cycle().reopen();

      RestoreContext context = contexts.get(0);
      assertThat(context.isRestored()).isTrue();
      assertThat(context.downtime()).isEqualTo(Duration.ofHours(5));
      assertThat(context.instanceId())
          .isNotEqualTo(Scene.FIRST_ID)
          .isEqualTo(scene.cycle().instanceId());
    }
  }

  @Test
  void aProcessLeftRunningGoesOnAsItself() throws Exception {
    try (Scene scene = Scene.of("a")) {
      scene.cycle().drain();
      scene.cycle().close();
      scene.cycle().reopen();
      scene.cycle().rebind();

      assertThat(scene.trail)
          .containsExactly("drain a", "close a", "undo close of a", "undo drain of a");
      assertThat(scene.report().outcome()).isEqualTo(Outcome.RESUMED);
      assertThat(scene.report().phases())
          .extracting(PhaseSpan::phase, PhaseSpan::undo)
          .containsExactly(
              tuple(Phase.DRAIN, false),
              tuple(Phase.CLOSE, false),
              tuple(Phase.RESTORE, true),
              tuple(Phase.REOPEN, true),
              tuple(Phase.REBIND, true));
      assertThat(scene.cycle().instanceId()).isEqualTo(Scene.FIRST_ID);
    }
  }

  @Test
  void theImageCountsByTheWallClockAndAllElseByTheMonotonicOne() throws Exception {
    try (Scene scene = Scene.of("a")) {
      scene.resource(0).on(Phase.CLOSE, () -> scene.clock.advance(Duration.ofMillis(30)));
      scene.resource(0).on(Phase.REBIND, () -> scene.clock.advance(Duration.ofMillis(7)));
      scene.cycle().drain();
      scene.cycle().close();
      scene.clock.freeze(Duration.ofMinutes(2), -5_000_000_000L);
      scene.becomeRestored();
      scene.cycle().reopen();
      scene.cycle().rebind();

      CheckpointReport report = scene.report();
      assertThat(report.downtime()).isEqualTo(Duration.ofMinutes(2));
      assertThat(report.image().orElseThrow().offset()).isEqualTo(Duration.ofMillis(30));
      PhaseSpan rebind = report.phases().get(4);
      assertThat(rebind.span().offset()).isEqualTo(Duration.ofMinutes(2).plusMillis(30));
      assertThat(rebind.span().duration()).isEqualTo(Duration.ofMillis(7));
    }
  }

  @Test
  void aWallClockThatWasSetBackMeansNoDowntime() throws Exception {
    try (Scene scene = Scene.of("a")) {
      scene.cycle().drain();
      scene.cycle().close();
      scene.clock.freeze(Duration.ofHours(-1), 0);
      scene.becomeRestored();
      scene.cycle().reopen();

      assertThat(scene.report().downtime()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-7_000_000_000L, 0, 120_000_000_000L})
  void resourcesLearnHowFarTheMonotonicClockMovedAndGetNoStaleDeadline(long jump) throws Exception {
    try (Scene scene = Scene.of("a")) {
      scene.cycle().drain();
      scene.cycle().close();
      scene.clock.freeze(Duration.ofMinutes(2), scene.clock.getAsLong() + jump);
      scene.becomeRestored();
      scene.cycle().reopen();
      scene.cycle().rebind();

      RestoreContext context = scene.resource(0).reopenedWith();
      assertThat(context.monotonicJump()).isEqualTo(Duration.ofNanos(jump));
      assertThat(context.downtime()).isEqualTo(Duration.ofMinutes(2));
      Deadline deadline = context.deadline();
      assertThat(deadline.remaining()).isEqualTo(deadline.budget());
      assertThat(scene.report().monotonicJump()).isEqualTo(Duration.ofNanos(jump));
      assertThat(scene.report().isClockBackward()).isEqualTo(jump < 0);
    }
  }
}

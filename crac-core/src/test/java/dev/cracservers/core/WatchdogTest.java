// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class WatchdogTest {
  private static final CheckpointSettings IMPATIENT =
      CheckpointSettings.defaults().withDeadline(Phase.CLOSE, Duration.ofMillis(50));

  private final CountDownLatch never = new CountDownLatch(1);

  @Test
  void whoIsStuckIsInterruptedAndNamed() throws Exception {
    try (Scene scene = Scene.with(IMPATIENT, "stuck", "other")) {
      scene.resource(0).on(Phase.CLOSE, never::await);
      scene.cycle().drain();

      CheckpointException refused =
          catchThrowableOfType(CheckpointException.class, () -> scene.cycle().close());
      scene.cycle().goBack();

      assertThat(refused).hasMessageContaining("CLOSE: stuck: did not return within 50 ms");
      assertThat(scene.trail).endsWith("undo drain of stuck", "undo drain of other");
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
      assertThat(scene.run().wasInterrupted()).isFalse();
    }
  }

  @Test
  void theInterruptIsNamedWhateverItBecame() throws Exception {
    try (Scene scene = Scene.with(IMPATIENT, "stuck")) {
      scene
          .resource(0)
          .on(
              Phase.CLOSE,
              () -> {
                try {
                  never.await();
                } catch (InterruptedException e) {
                  throw new IOException("the channel was closed by an interrupt", e);
                }
              });
      scene.cycle().drain();

      CheckpointException refused =
          catchThrowableOfType(CheckpointException.class, () -> scene.cycle().close());

      assertThat(refused).hasMessageContaining("did not return within 50 ms");
      assertThat(refused.getSuppressed()[0]).hasCauseInstanceOf(IOException.class);
    }
  }

  @Test
  void aStepThatKeepsItsInterruptAndReturnsLateIsDoneAndDisturbsNoOther() throws Exception {
    try (Scene scene = Scene.with(IMPATIENT, "next", "late")) {
      scene
          .resource(1)
          .on(
              Phase.CLOSE,
              () -> {
                try {
                  never.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      scene
          .resource(0)
          .on(Phase.CLOSE, () -> assertThat(Thread.currentThread().isInterrupted()).isFalse());
      scene.cycle().drain();

      scene.cycle().close();

      assertThat(scene.trail).endsWith("close late", "close next");
    }
  }

  @Test
  void whoIsStuckOnTheWayBackDoesNotKeepTheOthersClosed() throws Exception {
    CheckpointSettings settings =
        CheckpointSettings.defaults().withDeadline(Phase.REBIND, Duration.ofMillis(50));
    try (Scene scene = Scene.with(settings, "stuck", "other")) {
      scene.resource(0).on(Phase.REBIND, never::await);
      scene.cycle().drain();

      scene.cycle().goBack();

      assertThat(scene.trail).endsWith("undo drain of stuck", "undo drain of other");
    }
  }

  @Test
  void anInterruptOfSomebodyElseFailsTheStepAndIsKeptForTheEnd() throws Exception {
    try (Scene scene = Scene.of("a")) {
      scene
          .resource(0)
          .on(
              Phase.CLOSE,
              () -> {
                Thread.currentThread().interrupt();
                never.await();
              });
      scene.cycle().drain();

      CheckpointException refused =
          catchThrowableOfType(CheckpointException.class, () -> scene.cycle().close());

      assertThat(refused).hasMessageContaining("CLOSE: a: java.lang.InterruptedException");
      assertThat(scene.run().wasInterrupted()).isTrue();
    }
  }

  @Test
  void itKeepsTheJvmAliveUntilItIsClosed() throws Exception {
    Thread thread;
    try (Watchdog watchdog = new Watchdog()) {
      assertThat(watchdog).isNotNull();
      thread = watchdogThread();
      assertThat(thread.isDaemon()).isFalse();
      thread.interrupt();
      assertThat(thread.isAlive()).isTrue();
    }
    thread.join(Duration.ofSeconds(10).toMillis());
    assertThat(thread.isAlive()).isFalse();
  }

  private static Thread watchdogThread() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("crac-watchdog"))
        .max(Comparator.comparingLong(Thread::getId))
        .orElseThrow();
  }

  @Test
  void anInterruptThatAStepLeavesBehindIsNotTheFaultOfTheNextOne() throws Exception {
    try (Scene scene = Scene.of("careless", "waiting")) {
      // They close in reverse.
      scene.resource(1).on(Phase.CLOSE, () -> Thread.currentThread().interrupt());
      scene.resource(0).on(Phase.CLOSE, () -> assertThat(Thread.interrupted()).isFalse());
      scene.cycle().drain();
      scene.cycle().close();
      assertThat(scene.run().hasFailures()).isFalse();
      assertThat(scene.run().wasInterrupted()).isTrue();
    }
  }

  @Test
  void whoUsedUpTheTimeIsNamedBesideWhoHadNoneLeft() throws Exception {
    try (Scene scene =
        Scene.with(
            CheckpointSettings.defaults().withDeadline(Phase.CLOSE, Duration.ofSeconds(10)),
            "late",
            "slow")) {
      scene.resource(1).on(Phase.CLOSE, () -> scene.clock.advance(Duration.ofMillis(9990)));
      scene
          .resource(0)
          .on(
              Phase.CLOSE,
              () -> {
                throw new IllegalStateException("no time");
              });
      scene.cycle().drain();

      CheckpointException refused =
          catchThrowableOfType(CheckpointException.class, () -> scene.cycle().close());

      assertThat(refused)
          .hasMessageContaining(
              "late: no time (9990 of the 10000 ms of CLOSE were used up before, most by slow:"
                  + " 9990 ms)");
    }
  }

  @Test
  void onTheWayBackEachHasAShareOfItsOwn() throws Exception {
    try (Scene scene =
        Scene.with(
            CheckpointSettings.defaults().withDeadline(Phase.REOPEN, Duration.ofSeconds(10)),
            "slow",
            "next")) {
      scene.resource(0).on(Phase.REOPEN, () -> scene.clock.advance(Duration.ofSeconds(20)));
      scene.cycle().drain();
      scene.cycle().close();
      scene.becomeRestored();
      scene.cycle().reopen();
      Deadline ofNext = scene.resource(1).reopenedWith().deadline();
      assertThat(ofNext.isExpired()).isFalse();
      assertThat(ofNext.budget()).isEqualTo(Duration.ofSeconds(5));
    }
  }
}

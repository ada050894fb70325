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
}

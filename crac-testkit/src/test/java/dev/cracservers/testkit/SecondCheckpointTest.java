// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.CheckpointReport.Outcome;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.Phase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.crac.Core;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two who want a checkpoint at once. */
@Timeout(60)
final class SecondCheckpointTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final List<String> trail = new CopyOnWriteArrayList<>();
  private final SimulatedCheckpoint image = SimulatedCheckpoint.open();
  private final CheckpointCoordinator coordinator = CheckpointCoordinator.create();
  private final Traced resource = new Traced("a", trail);

  @AfterEach
  void close() throws Exception {
    coordinator.close();
    image.close();
  }

  @Test
  void theSecondIsRefusedWithTheThreadOfTheFirst() throws Exception {
    coordinator.register(resource);
    coordinator.applicationStarted();
    image.whileFrozen(
        () ->
            assertThatIllegalStateException()
                .isThrownBy(coordinator::checkpoint)
                .withMessageContaining("a second checkpoint is refused")
                .withMessageContaining("on thread " + Thread.currentThread().getName()));

    assertThat(coordinator.checkpoint().outcome()).isEqualTo(Outcome.RESTORED);
  }

  @Test
  void itIsRefusedAlsoWhenOrgCracTakesTheFirst() throws Exception {
    coordinator.register(resource);
    coordinator.applicationStarted();
    image.whileFrozen(() -> assertThatIllegalStateException().isThrownBy(coordinator::checkpoint));

    Core.checkpointRestore();

    assertThat(trail).containsExactly("drain a", "close a", "reopen a", "rebind a");
  }

  /**
   * Ours has begun when another one, which is at its image already, ends; a third that came to the
   * engine before ours must not use up the steps of ours.
   */
  @Test
  void oneThatOvertakesOursIsRefusedAndOursGoesThroughAllPhases() throws Exception {
    coordinator.register(resource);
    coordinator.applicationStarted();
    try (Bystander slow = Bystander.register("slow", trail)) {
      FutureTask<Outcome> ours = new FutureTask<>(() -> coordinator.checkpoint().outcome());
      Thread oursThread = new Thread(ours, "ours");
      slow.before(
          () -> {
            slow.before(() -> {});
            oursThread.start();
            awaitWaiting(oursThread);
          });

      Throwable overtaking = start(SecondCheckpointTest::checkpoint).get(20, TimeUnit.SECONDS);

      assertThat(ours.get(20, TimeUnit.SECONDS)).isEqualTo(Outcome.RESTORED);
      assertThat(overtaking).hasMessageContaining("a second checkpoint is refused");
      assertThat(trail)
          .containsExactly(
              "before slow",
              "after slow",
              "before slow",
              "drain a",
              "close a",
              "reopen a",
              "rebind a",
              "after slow");
    }
  }

  @Test
  void aCheckpointAskedForWithinOneIsRefused() throws Exception {
    coordinator.register(
        resource.on(
            Phase.CLOSE,
            () -> assertThatIllegalStateException().isThrownBy(coordinator::checkpoint)));
    coordinator.applicationStarted();

    assertThat(coordinator.checkpoint().outcome()).isEqualTo(Outcome.RESTORED);
  }

  private static void awaitWaiting(Thread thread) throws InterruptedException {
    assertThat(Deadline.after(PATIENCE).await(() -> thread.getState() == Thread.State.WAITING))
        .as("%s waits for the engine", thread)
        .isTrue();
  }

  /** Returns why org.crac gave its checkpoint up. */
  private static Throwable checkpoint() throws Exception {
    try {
      Core.checkpointRestore();
      throw new AssertionError("the checkpoint was not refused");
    } catch (org.crac.CheckpointException e) {
      return e.getSuppressed()[0];
    }
  }

  private static <T> FutureTask<T> start(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    new Thread(task, "overtaking").start();
    return task;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.CheckpointException;
import dev.cracservers.core.CheckpointReport;
import dev.cracservers.core.CheckpointReport.Outcome;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.Phase;
import dev.cracservers.testkit.SimulatedCheckpoint.Result;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.crac.Core;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The coordinator's two places in org.crac's list, with somebody else between them. */
@Timeout(60)
final class BracketTest {
  private static final String[] WHOLE = {
    "drain a", "before other", "close a", "image", "reopen a", "after other", "rebind a"
  };

  private final List<String> trail = new CopyOnWriteArrayList<>();
  private final SimulatedCheckpoint image = SimulatedCheckpoint.open();
  private final CheckpointCoordinator coordinator = CheckpointCoordinator.create();
  private final Traced resource = new Traced("a", trail);
  private final Bystander other = Bystander.register("other", trail);

  @BeforeEach
  void register() {
    image.whileFrozen(() -> trail.add("image"));
    coordinator.register(resource);
  }

  @AfterEach
  void close() throws Exception {
    other.close();
    coordinator.close();
    image.close();
  }

  @Test
  void othersActBetweenDrainAndCloseAndBetweenReopenAndRebind() throws Exception {
    coordinator.applicationStarted();
    for (int cycle = 0; cycle < 3; cycle++) {
      trail.clear();
      coordinator.checkpoint();
      assertThat(trail).containsExactly(WHOLE);
    }
  }

  @Test
  void itIsTheSameWhoeverAsksForTheCheckpoint() throws Exception {
    coordinator.applicationStarted();
    for (int cycle = 0; cycle < 3; cycle++) {
      trail.clear();
      Core.checkpointRestore();
      assertThat(trail).containsExactly(WHOLE);
      assertThat(lastOutcome()).isEqualTo(Outcome.RESTORED);
    }
    assertThat(coordinator.checkpoint().outcome()).isEqualTo(Outcome.RESTORED);
  }

  @Test
  void startedTwiceIsStartedOnce() throws Exception {
    coordinator.applicationStarted();
    coordinator.applicationStarted();

    coordinator.checkpoint();

    assertThat(trail).containsExactly(WHOLE);
  }

  @Test
  void anApplicationThatNeverSaysItStartedGoesThroughAllPhases() throws Exception {
    for (int cycle = 0; cycle < 3; cycle++) {
      trail.clear();
      Core.checkpointRestore();
      assertThat(trail)
          .containsExactly(
              "before other", "drain a", "close a", "image", "reopen a", "rebind a", "after other");
      assertThat(lastOutcome()).isEqualTo(Outcome.RESTORED);
    }
  }

  @Test
  void anApplicationThatStartsDuringACheckpointComesBack() throws Exception {
    image.whileFrozen(coordinator::applicationStarted);

    Core.checkpointRestore();

    assertThat(trail).containsSubsequence("reopen a", "rebind a");
    assertThat(lastOutcome()).isEqualTo(Outcome.RESTORED);
    trail.clear();
    image.whileFrozen(() -> trail.add("image"));
    Core.checkpointRestore();
    assertThat(trail).containsExactly(WHOLE);
  }

  @Test
  void somebodyElseWhoFailsBeforeTheImageRefusesTheCheckpoint() {
    coordinator.applicationStarted();
    other.before(() -> fail("a cache cannot stop"));

    CheckpointException refused =
        catchThrowableOfType(CheckpointException.class, coordinator::checkpoint);

    assertThat(refused).hasMessageContainingAll("serves on", "a cache cannot stop");
    assertThat(refused.report().outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(trail)
        .containsExactly(
            "drain a", "before other", "close a", "reopen a", "after other", "rebind a");
  }

  @Test
  void somebodyElseWhoFailsAfterTheImageFailsTheRestore() {
    coordinator.applicationStarted();
    other.after(() -> fail("a cache cannot start"));

    CheckpointException failed =
        catchThrowableOfType(CheckpointException.class, coordinator::checkpoint);

    assertThat(failed).hasMessageContainingAll("does not serve", "a cache cannot start");
    assertThat(failed.report().outcome()).isEqualTo(Outcome.RESTORE_FAILED);
  }

  @Test
  void somebodyElseWhoFailsInAProcessLeftRunningLeavesItNotServing() {
    coordinator.applicationStarted();
    image.withResult(Result.LEFT_RUNNING);
    other.after(() -> fail("a cache cannot start"));

    CheckpointException failed =
        catchThrowableOfType(CheckpointException.class, coordinator::checkpoint);

    assertThat(failed.report().outcome()).isEqualTo(Outcome.UNDO_FAILED);
  }

  @Test
  void whenTheDrainFailsNothingClosesAndEverythingComesBack() {
    coordinator.applicationStarted();
    resource.failingIn(Phase.DRAIN, "load is left");

    org.crac.CheckpointException refused =
        catchThrowableOfType(org.crac.CheckpointException.class, Core::checkpointRestore);

    assertThat(refused.getSuppressed())
        .singleElement()
        .isInstanceOf(CheckpointException.class)
        .asString()
        .contains("DRAIN: a: load is left");
    assertThat(trail).containsExactly("drain a", "before other", "after other", "rebind a");
    assertThat(lastOutcome()).isEqualTo(Outcome.REFUSED);
  }

  @Test
  void theFailureOfAnotherCoordinatorIsNotLost() {
    coordinator.applicationStarted();
    try (CheckpointCoordinator second = CheckpointCoordinator.create()) {
      second.register(new Traced("b", trail).failingIn(Phase.CLOSE, "a file stays open"));
      second.applicationStarted();

      CheckpointException refused =
          catchThrowableOfType(CheckpointException.class, coordinator::checkpoint);

      assertThat(refused).hasMessageContaining("CLOSE: b: a file stays open");
    }
  }

  @Test
  void aCoordinatorLivesThoughNobodyKeepsIt() throws Exception {
    List<String> kept = new ArrayList<>();
    WeakReference<CheckpointCoordinator> dropped = dropCoordinator(kept);
    WeakReference<Object> witness = new WeakReference<>(new Object());
    boolean collected =
        Deadline.after(Duration.ofSeconds(20))
            .await(
                () -> {
                  System.gc();
                  return witness.refersTo(null);
                });
    assertThat(collected).isTrue();

    Core.checkpointRestore();

    assertThat(kept).containsExactly("drain b", "close b", "reopen b", "rebind b");
    CheckpointCoordinator alive = dropped.get();
    assertThat(alive).isNotNull();
    if (alive != null) {
      alive.close();
    }
  }

  @Test
  void anErrorOfSomebodyElseDoesNotLeaveTheServerDrained() {
    coordinator.applicationStarted();
    other.before(
        () -> {
          throw new NoClassDefFoundError("org/example/Gone");
        });

    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(coordinator::checkpoint)
        .withMessageContaining("org/example/Gone");

    assertThat(trail).containsExactly("drain a", "before other", "rebind a");
  }

  private static WeakReference<CheckpointCoordinator> dropCoordinator(List<String> trail) {
    CheckpointCoordinator coordinator = CheckpointCoordinator.create();
    coordinator.register(new Traced("b", trail));
    coordinator.applicationStarted();
    return new WeakReference<>(coordinator);
  }

  private Outcome lastOutcome() {
    return coordinator.lastReport().map(CheckpointReport::outcome).orElseThrow();
  }

  private static void fail(String message) {
    throw new IllegalStateException(message);
  }
}

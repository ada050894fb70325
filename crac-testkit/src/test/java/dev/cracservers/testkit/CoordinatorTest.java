// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.CheckpointException;
import dev.cracservers.core.CheckpointListener;
import dev.cracservers.core.CheckpointReport;
import dev.cracservers.core.CheckpointReport.Outcome;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.Phase;
import dev.cracservers.core.PhasePass;
import dev.cracservers.core.RestoreContext;
import dev.cracservers.testkit.SimulatedCheckpoint.Result;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an application does with a coordinator, and what it gets back. */
@Timeout(60)
final class CoordinatorTest {
  private final List<String> trail = new ArrayList<>();
  private final SimulatedCheckpoint image = SimulatedCheckpoint.open();
  private final CheckpointCoordinator coordinator = CheckpointCoordinator.create();
  private final Traced resource = new Traced("a", trail);

  @AfterEach
  void close() throws Exception {
    coordinator.close();
    image.close();
  }

  @Test
  void aRestoredProcessReturnsFromCheckpointWithTheReport() throws Exception {
    coordinator.register(resource);
    coordinator.applicationStarted();

    CheckpointReport report = coordinator.checkpoint();

    assertThat(report.outcome()).isEqualTo(Outcome.RESTORED);
    assertThat(report.image()).isPresent();
    assertThat(coordinator.lastReport()).contains(report);
    assertThat(trail).containsExactly("drain a", "close a", "reopen a", "rebind a");
  }

  @Test
  void everyCycleWorksLikeTheFirstAndHasAnIdOfItsOwn() throws Exception {
    coordinator.register(resource);
    coordinator.applicationStarted();
    List<UUID> ids = new ArrayList<>(List.of(coordinator.instanceId()));
    for (int cycle = 0; cycle < 3; cycle++) {
      trail.clear();

      assertThat(coordinator.checkpoint().outcome()).isEqualTo(Outcome.RESTORED);

      assertThat(trail).containsExactly("drain a", "close a", "reopen a", "rebind a");
      ids.add(coordinator.instanceId());
    }
    assertThat(ids).doesNotHaveDuplicates();
  }

  @Test
  void theSettingsOfTheRestoreAreKnownFromReopenToTheNextClose() throws Exception {
    coordinator.register(resource);
    List<String> seen = new ArrayList<>();
    resource.on(Phase.REOPEN, () -> seen.add(String.valueOf(context().setting("crac-test.x"))));
    resource.on(Phase.REBIND, () -> seen.add(String.valueOf(coordinator.setting("crac-test.x"))));
    image.withSetting("crac-test.x", "today");

    coordinator.applicationStarted();
    coordinator.checkpoint();
    assertThat(seen).containsOnly("Optional[today]").hasSize(2);
    assertThat(coordinator.setting("crac-test.x")).contains("today");

    image.whileFrozen(() -> assertThat(coordinator.setting("crac-test.x")).isEmpty());
    coordinator.checkpoint();
  }

  @Test
  void theVariablesOfTheRestoreAreSettings() throws Exception {
    image.withVariable("CRACTEST_X", "today");

    coordinator.applicationStarted();
    coordinator.checkpoint();

    assertThat(coordinator.setting("crac-test.x")).contains("today");
  }

  @Test
  void aProcessLeftRunningIsTheOneItWas() throws Exception {
    coordinator.register(resource);
    UUID before = coordinator.instanceId();
    image.withResult(Result.LEFT_RUNNING);

    coordinator.applicationStarted();
    CheckpointReport report = coordinator.checkpoint();

    assertThat(report.outcome()).isEqualTo(Outcome.RESUMED);
    assertThat(context().isRestored()).isFalse();
    assertThat(coordinator.instanceId()).isEqualTo(before);
    assertThat(trail).containsExactly("drain a", "close a", "reopen a", "rebind a");
  }

  @Test
  void aFailedImageIsUndoneAndReported() {
    coordinator.register(resource);
    coordinator.applicationStarted();
    image.withResult(Result.FAILED);

    CheckpointException refused =
        catchThrowableOfType(CheckpointException.class, coordinator::checkpoint);

    assertThat(refused).hasMessageContainingAll("serves on", "no image could be taken");
    assertThat(refused.report().outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(trail).containsExactly("drain a", "close a", "reopen a", "rebind a");
  }

  @Test
  void aRefusedCheckpointNamesEachFailureOnce() {
    coordinator.register(resource.failingIn(Phase.DRAIN, "a queue is full"));
    coordinator.applicationStarted();

    CheckpointException refused =
        catchThrowableOfType(CheckpointException.class, coordinator::checkpoint);

    assertThat(refused.getMessage())
        .isEqualTo(
            "the checkpoint was given up, this process serves on: DRAIN: a: a queue is full");
    assertThat(refused.getSuppressed()).hasSize(1);
    assertThat(coordinator.lastReport()).contains(refused.report());
    assertThat(trail).containsExactly("drain a", "rebind a");
  }

  @Test
  void afterARefusedCheckpointTheNextOneWorks() throws Exception {
    coordinator.register(resource);
    coordinator.applicationStarted();
    for (int cycle = 0; cycle < 3; cycle++) {
      resource.failingIn(Phase.CLOSE, "not now");
      assertThat(catchThrowableOfType(CheckpointException.class, coordinator::checkpoint))
          .hasMessageContaining("not now");
      resource.on(Phase.CLOSE, () -> {});
      assertThat(coordinator.checkpoint().outcome()).isEqualTo(Outcome.RESTORED);
    }
  }

  @Test
  void aRestoreThatFailsIsThrownOnceWithAllFailures() {
    coordinator.register(resource.failingIn(Phase.REOPEN, "no database"));
    coordinator.register(new Traced("b", trail).failingIn(Phase.REOPEN, "no broker"));
    coordinator.applicationStarted();

    CheckpointException failed =
        catchThrowableOfType(CheckpointException.class, coordinator::checkpoint);

    assertThat(failed.report().outcome()).isEqualTo(Outcome.RESTORE_FAILED);
    assertThat(failed.getMessage())
        .isEqualTo(
            "the restore failed, this process does not serve:"
                + " REOPEN: a: no database; REOPEN: b: no broker");
    assertThat(trail).endsWith("reopen a", "reopen b");
  }

  @Test
  void aClosedCoordinatorIsNotKept() throws Exception {
    WeakReference<CheckpointCoordinator> closed = createAndClose();

    boolean gone =
        Deadline.after(Duration.ofSeconds(20))
            .await(
                () -> {
                  System.gc();
                  return closed.refersTo(null);
                });

    assertThat(gone).isTrue();
  }

  @Test
  void anInterruptOutlastsTheCheckpointItFailed() {
    coordinator.register(
        resource.on(
            Phase.CLOSE,
            () -> {
              throw new InterruptedException();
            }));

    coordinator.applicationStarted();
    CheckpointException refused =
        catchThrowableOfType(CheckpointException.class, coordinator::checkpoint);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(refused).hasMessageContaining("InterruptedException");
    assertThat(trail).containsExactly("drain a", "close a", "reopen a", "rebind a");
  }

  @Test
  void listenersHearTheWholeCycle() throws Exception {
    coordinator.register(resource);
    coordinator.applicationStarted();
    List<CheckpointReport> reports = new ArrayList<>();
    List<Phase> phases = new ArrayList<>();
    coordinator.listen(onFinished(reports));
    coordinator.listen(
        new CheckpointListener() {
          @Override
          public void phaseStarted(PhasePass pass) {
            phases.add(pass.phase());
          }
        });

    CheckpointReport report = coordinator.checkpoint();

    assertThat(phases).containsExactly(Phase.values());
    assertThat(reports).containsExactly(report);
  }

  private static WeakReference<CheckpointCoordinator> createAndClose() {
    CheckpointCoordinator coordinator = CheckpointCoordinator.create();
    coordinator.applicationStarted();
    coordinator.close();
    return new WeakReference<>(coordinator);
  }

  private RestoreContext context() {
    return Objects.requireNonNull(resource.context());
  }

  @Test
  void aClosedCoordinatorTakesNoResourceAndNoPart() throws Exception {
    coordinator.register(resource);
    List<CheckpointReport> reports = new ArrayList<>();
    coordinator.listen(onFinished(reports));
    coordinator.close();

    org.crac.Core.checkpointRestore();

    assertThat(trail).isEmpty();
    assertThat(reports).isEmpty();
    assertThatIllegalStateException()
        .isThrownBy(() -> coordinator.register(resource))
        .withMessageContaining("the coordinator is closed");
  }

  private static CheckpointListener onFinished(List<CheckpointReport> reports) {
    return new CheckpointListener() {
      @Override
      public void finished(CheckpointReport report) {
        reports.add(report);
      }
    };
  }
}

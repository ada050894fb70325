// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.CheckpointReport.Outcome;
import dev.cracservers.core.Registration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who takes part in checkpoints, and from when on. */
@Timeout(60)
final class MembershipTest {
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
  void aResourceJoinsAndLeavesWhenTheRunningCheckpointIsOver() throws Exception {
    Registration registration = coordinator.register(resource);
    coordinator.applicationStarted();
    image.whileFrozen(
        () -> {
          coordinator.register(new Traced("late", trail));
          registration.close();
          assertThatIllegalStateException()
              .isThrownBy(coordinator::close)
              .withMessageContaining("cannot close the coordinator")
              .withMessageContaining("a checkpoint has been running for");
        });

    assertThat(coordinator.checkpoint().outcome()).isEqualTo(Outcome.RESTORED);
    assertThat(trail).containsExactly("drain a", "close a", "reopen a", "rebind a");

    trail.clear();
    image.whileFrozen(() -> {});
    coordinator.checkpoint();
    assertThat(trail).containsExactly("drain late", "close late", "reopen late", "rebind late");
  }

  @Test
  void beforeTheApplicationHasStartedNobodyElseTakesACheckpoint() throws Exception {
    coordinator.register(resource);
    assertThatIllegalStateException()
        .isThrownBy(coordinator::checkpoint)
        .withMessageContaining("not started yet");
    assertThat(takenByAnotherThread()).hasMessageContaining("not started yet");
    assertThat(image.images()).isZero();
    assertThat(trail).isEmpty();

    // As Spring does with spring.context.checkpoint=onRefresh.
    org.crac.Core.checkpointRestore();
    assertThat(image.images()).isEqualTo(1);
    trail.clear();

    coordinator.applicationStarted();
    assertThat(takenByAnotherThread()).isNull();
    assertThat(image.images()).isEqualTo(2);
  }

  @Test
  void aResourceThatHasLeftTakesNoPart() throws Exception {
    Registration registration = coordinator.register(resource);
    registration.close();
    registration.close();

    coordinator.applicationStarted();
    coordinator.checkpoint();

    assertThat(trail).isEmpty();
    coordinator.register(resource);
  }

  @Test
  void aResourceIsRegisteredOnce() {
    coordinator.register(resource);

    assertThatIllegalStateException()
        .isThrownBy(() -> coordinator.register(resource))
        .withMessage("a is registered already");
  }

  /** Returns why there was no checkpoint; null if there was one. */
  private static @Nullable Throwable takenByAnotherThread() throws Exception {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                org.crac.Core.checkpointRestore();
              } catch (org.crac.CheckpointException | org.crac.RestoreException e) {
                failure.set(e.getSuppressed()[0]);
              }
            });
    thread.start();
    thread.join();
    Throwable thrown = failure.get();
    return thrown == null || thrown.getCause() == null ? thrown : thrown.getCause();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cracservers.core.Deadline;
import dev.cracservers.testkit.SimulatedCheckpoint.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.crac.CheckpointException;
import org.crac.Core;
import org.crac.RestoreException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The engine as org.crac sees it. */
@Timeout(60)
final class SimulatedEngineTest {
  private final List<String> trail = new CopyOnWriteArrayList<>();
  private final List<Bystander> registered = new ArrayList<>();
  private SimulatedCheckpoint image = SimulatedCheckpoint.open();

  @BeforeEach
  void tellTheImage() {
    image.whileFrozen(() -> trail.add("image"));
  }

  @AfterEach
  void close() throws Exception {
    registered.forEach(Bystander::close);
    image.close();
  }

  @Test
  void resourcesAreNotifiedInReverseAndThenInOrder() throws Exception {
    register("a");
    register("b");

    Core.checkpointRestore();

    assertThat(trail).containsExactly("before b", "before a", "image", "after a", "after b");
  }

  @Test
  void afterAFailureAllAreNotifiedButNoImageIsTaken() {
    register("a").before(() -> fail("one"));
    register("b");
    register("c").before(() -> fail("two"));

    CheckpointException failed =
        catchThrowableOfType(CheckpointException.class, Core::checkpointRestore);

    assertThat(failed.getSuppressed())
        .extracting(Throwable::getMessage)
        .containsExactly("two", "one");
    assertThat(trail)
        .containsExactly("before c", "before b", "before a", "after a", "after b", "after c");
    assertThat(image.images()).isZero();
  }

  @Test
  void whatFailsAfterAFailureBelongsToTheSameException() {
    register("a").before(() -> fail("before")).after(() -> fail("after"));

    CheckpointException failed =
        catchThrowableOfType(CheckpointException.class, Core::checkpointRestore);

    assertThat(failed.getSuppressed())
        .extracting(Throwable::getMessage)
        .containsExactly("before", "after");
  }

  @Test
  void anImageThatCannotBeTakenIsACheckpointExceptionAndAllComeBack() {
    register("a");
    image.withResult(Result.FAILED);

    CheckpointException failed =
        catchThrowableOfType(CheckpointException.class, Core::checkpointRestore);

    assertThat(failed.getSuppressed())
        .singleElement()
        .satisfies(e -> assertThat(e).hasMessageContaining("no image"));
    assertThat(trail).containsExactly("before a", "image", "after a");
  }

  @Test
  void aFailureAfterTheImageIsARestoreExceptionAndAllAreNotified() {
    register("a").after(() -> fail("one"));
    register("b").after(() -> fail("two"));

    RestoreException failed = catchThrowableOfType(RestoreException.class, Core::checkpointRestore);

    assertThat(failed.getSuppressed())
        .extracting(Throwable::getMessage)
        .containsExactly("one", "two");
    assertThat(trail).endsWith("after a", "after b");
  }

  @Test
  void aCheckpointWithinACheckpointIsRefused() throws Exception {
    List<Throwable> inner = new ArrayList<>();
    register("a")
        .before(
            () ->
                inner.add(
                    catchThrowableOfType(CheckpointException.class, Core::checkpointRestore)));

    Core.checkpointRestore();

    assertThat(inner.get(0).getSuppressed())
        .singleElement()
        .isInstanceOf(IllegalStateException.class);
    assertThat(trail).containsExactly("before a", "image", "after a");
  }

  @Test
  void concurrentCheckpointsTakePlaceOneAfterTheOther() throws Exception {
    FutureTask<Boolean> second =
        new FutureTask<>(
            () -> {
              Core.checkpointRestore();
              return true;
            });
    Thread thread = new Thread(second, "second-checkpoint");
    CountDownLatch began = new CountDownLatch(1);
    register("a")
        .before(
            () -> {
              if (began.getCount() == 1) {
                began.countDown();
                thread.start();
                Deadline.after(Duration.ofSeconds(20))
                    .await(() -> thread.getState() == Thread.State.WAITING);
              }
            });

    Core.checkpointRestore();
    second.get(20, TimeUnit.SECONDS);

    assertThat(trail)
        .containsExactly("before a", "image", "after a", "before a", "image", "after a");
  }

  @Test
  void aResourceThatNobodyKeepsIsForgotten() throws Exception {
    Bystander.register("dropped", trail);

    boolean forgotten =
        Deadline.after(Duration.ofSeconds(20))
            .await(
                () -> {
                  System.gc();
                  trail.clear();
                  return checkpointed() && trail.equals(List.of("image"));
                });

    assertThat(forgotten).isTrue();
  }

  @Test
  void whoRegistersDuringACheckpointTakesPartInTheNext() throws Exception {
    register("a")
        .before(
            () -> {
              if (registered.size() == 1) {
                register("late");
              }
            });

    Core.checkpointRestore();
    assertThat(trail).containsExactly("before a", "image", "after a");

    trail.clear();
    Core.checkpointRestore();
    assertThat(trail).startsWith("before late", "before a");
  }

  @Test
  void withoutASimulatedCheckpointTheProcessIsLeftRunning() throws Exception {
    image.close();
    String folder = System.getProperty(SimulatedCheckpoint.FOLDER_PROPERTY);
    register("a");

    Core.checkpointRestore();

    assertThat(trail).containsExactly("before a", "after a");
    assertThat(System.getProperty(SimulatedCheckpoint.FOLDER_PROPERTY)).isEqualTo(folder);
  }

  @Test
  void onlyOneSimulatedCheckpointIsOpenAtATime() {
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(SimulatedCheckpoint::open)
        .withMessageContaining("close it first");
  }

  private Bystander register(String name) {
    Bystander bystander = Bystander.register(name, trail);
    registered.add(bystander);
    return bystander;
  }

  private static boolean checkpointed() {
    try {
      Core.checkpointRestore();
      return true;
    } catch (CheckpointException | RestoreException e) {
      return false;
    }
  }

  private static void fail(String message) {
    throw new IllegalStateException(message);
  }
}

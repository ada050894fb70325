// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.real;

import static dev.cracservers.criu.real.StandInImage.UNUSED_ID;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Launchers that run at the same time leave each other's folders alone. */
class ControlFolderIT {
  private static final int LAUNCHERS = 20;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "after,mkdir,1",
    "after,mkdir,2",
    "after,mkdir,3",
    "before,mkfifo,1",
    "after,mkfifo,1",
    "before,env,1",
    "after,env,1",
    "before,mv,1",
    "after,mv,1",
    "before,rm,1",
    "after,rm,1",
    "before,rmdir,1",
  })
  void anotherLauncherRunsWhileOneIsStoppedAtACommand(String when, String command, int call)
      throws Exception {
    StandInImage image = image("one", UNUSED_ID).pausing(when, command, call).go();
    StandInImage other = image("other", UNUSED_ID + 1).go();
    Process launcher = image.restore();
    image.await("paused", () -> image.isPaused() || !launcher.isAlive());

    assertThat(other.awaitEnd(other.restore())).as(other.output()).isZero();

    image.resume();
    assertThat(image.awaitEnd(launcher)).as(image.output()).isZero();
    assertThat(image.output()).isEmpty();
    assertThat(run())
        .satisfiesAnyOf(
            left -> assertThat(left).doesNotExist(), left -> assertThat(left).isEmptyDirectory());
  }

  @ParameterizedTest
  @CsvSource({"after,mkdir,1", "after,mkfifo,1", "before,mv,1"})
  void theSecondOfTwoRestoresOfOneImageIsToldWhoHasTheId(String when, String command, int call)
      throws Exception {
    StandInImage first = image("first", UNUSED_ID);
    StandInImage second = image("second", UNUSED_ID).pausing(when, command, call).go();
    Process late = second.restore();
    second.await("paused", second::isPaused);
    Process early = first.restore();
    first.await("in CRIU", first::isReached);

    second.resume();

    assertThat(second.awaitEnd(late)).as(second.output()).isEqualTo(6);
    assertThat(second.output())
        .contains(
            "process id " + UNUSED_ID + " of the image is taken by launcher " + early.pid(),
            "--isolate");
    first.go();
    assertThat(first.awaitEnd(early)).as(first.output()).isZero();
  }

  @Test
  void aRestoreWaitsForTheLauncherBeforeItToEnd() throws Exception {
    StandInImage ending = image("ending", UNUSED_ID).pausing("before", "rm", 1).go();
    Process old = ending.restore();
    ending.await("paused", ending::isPaused);
    StandInImage next = image("next", UNUSED_ID).go();
    Process launcher = next.restore();
    next.await("waiting", () -> next.output().contains("waiting"));

    ending.resume();

    assertThat(ending.awaitEnd(old)).as(ending.output()).isZero();
    assertThat(next.awaitEnd(launcher)).as(next.output()).isZero();
  }

  @Test
  void whatAKilledLauncherLeftIsRemovedByTheNext() throws Exception {
    StandInImage killed = image("killed", UNUSED_ID);
    Process launcher = killed.restore();
    killed.await("in CRIU", killed::isReached);
    launcher.destroyForcibly().waitFor();
    killed.go();
    StandInImage unborn = image("unborn", UNUSED_ID + 1).pausing("after", "mkfifo", 1);
    Process early = unborn.restore();
    unborn.await("paused", unborn::isPaused);
    early.destroyForcibly().waitFor();
    unborn.resume();

    StandInImage next = image("next", UNUSED_ID).go();
    assertThat(next.awaitEnd(next.restore())).as(next.output()).isZero();
    assertThat(run())
        .satisfiesAnyOf(
            left -> assertThat(left).doesNotExist(), left -> assertThat(left).isEmptyDirectory());
  }

  @Test
  void manyStartTogether() throws Exception {
    List<StandInImage> images = new ArrayList<>();
    List<Process> launchers = new ArrayList<>();
    for (int i = 0; i < LAUNCHERS; i++) {
      images.add(image("image" + i, UNUSED_ID + i));
    }
    for (StandInImage image : images) {
      launchers.add(image.restore());
    }
    for (int i = 0; i < LAUNCHERS; i++) {
      StandInImage image = images.get(i);
      Process launcher = launchers.get(i);
      image.await("in CRIU", () -> image.isReached() || !launcher.isAlive());
    }
    for (int i = 0; i < LAUNCHERS; i++) {
      images.get(i).go();
    }
    for (int i = 0; i < LAUNCHERS; i++) {
      StandInImage image = images.get(i);
      assertThat(image.awaitEnd(launchers.get(i))).as(image.output()).isZero();
    }
  }

  private Path run() {
    return folder.resolve("run");
  }

  private StandInImage image(String name, long id) throws Exception {
    return new StandInImage(Files.createDirectories(folder.resolve(name)), run(), id);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cracservers.core.CheckpointReport.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A failure after the image. */
final class RestoreFailureTest {
  @TempDir Path folder = Path.of("");

  @AfterEach
  void forgetTheFolder() {
    System.clearProperty(RestoreSettings.FOLDER_PROPERTY);
  }

  @Test
  void allAreTriedTheFailuresComeTogetherAndNothingRebinds() throws Exception {
    try (Scene scene = restored("a", "b", "c")) {
      scene.resource(0).failingIn(Phase.REOPEN, "no database");
      scene.resource(2).failingIn(Phase.REOPEN, "no broker");

      CheckpointException failed =
          catchThrowableOfType(CheckpointException.class, () -> scene.cycle().reopen());
      scene.cycle().rebind();

      assertThat(failed)
          .hasMessageContainingAll(
              "does not serve", "REOPEN: a: no database", "REOPEN: c: no broker");
      assertThat(failed.getSuppressed()).hasSize(2);
      assertThat(failed.report().outcome()).isEqualTo(Outcome.RESTORE_FAILED);
      assertThat(scene.trail).endsWith("reopen a", "reopen b", "reopen c");
    }
  }

  @Test
  void aConnectorThatCannotListenDoesNotStopTheOthers() throws Exception {
    try (Scene scene = restored("a", "b")) {
      scene.resource(0).failingIn(Phase.REBIND, "port 80 is taken");
      scene.cycle().reopen();

      CheckpointException failed =
          catchThrowableOfType(CheckpointException.class, () -> scene.cycle().rebind());

      assertThat(failed).hasMessageContaining("REBIND: a: port 80 is taken");
      assertThat(scene.trail).endsWith("rebind a", "rebind b");
      assertThat(scene.report().outcome()).isEqualTo(Outcome.RESTORE_FAILED);
    }
  }

  @Test
  void settingsThatCannotBeReadAreAFailureOfTheRestore() throws Exception {
    Files.createDirectory(folder.resolve("properties"));
    try (Scene scene = restored("a")) {
      System.setProperty(RestoreSettings.FOLDER_PROPERTY, folder.toString());

      CheckpointException failed =
          catchThrowableOfType(CheckpointException.class, () -> scene.cycle().reopen());
      scene.cycle().rebind();

      assertThat(failed).hasMessageContaining("RESTORE: settings: ");
      assertThat(scene.trail).endsWith("reopen a");
    }
  }

  @Test
  void aValueThatCannotBeInitialisedAgainIsAFailureOfTheRestore() throws Exception {
    boolean[] broken = {false};
    Reinitialized<String> value =
        Reinitialized.of(
            () -> {
              if (broken[0]) {
                throw new IllegalStateException("no worker id is free");
              }
              return "first";
            });
    try (Scene scene = restored("a")) {
      broken[0] = true;

      CheckpointException failed =
          catchThrowableOfType(CheckpointException.class, () -> scene.cycle().reopen());

      broken[0] = false;
      assertThat(failed).hasMessageContaining("RESTORE: settings: ");
      assertThat(failed.getSuppressed()[0]).hasRootCauseMessage("no worker id is free");
      assertThat(value.get()).isEqualTo("first");
    }
  }

  private static Scene restored(String... names) throws CheckpointException {
    Scene scene = Scene.of(names);
    scene.cycle().drain();
    scene.cycle().close();
    scene.becomeRestored();
    return scene;
  }
}

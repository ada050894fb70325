// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.cracservers.testkit.SimulatedCheckpoint.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.crac.CheckpointException;
import org.crac.Core;
import org.junit.jupiter.api.Test;

final class SimulatedCheckpointTest {

  @Test
  void eachRestoreFindsItsSettingsInAFolderOfItsOwn() throws Exception {
    Set<Path> folders = new HashSet<>();
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open()) {
      image.withSetting("db.url", "jdbc:x://h?a=b").withSetting("a", "1").withVariable("A", "é");
      Core.checkpointRestore();
      Core.checkpointRestore();

      Path folder = folder();
      assertThat(folder.resolve("properties")).content().isEqualTo("a=1\0db.url=jdbc:x://h?a=b\0");
      assertThat(folder.resolve("environment")).content().isEqualTo("A=é\0");
      folders.add(folder);
      Core.checkpointRestore();
      folders.add(folder());
    }

    assertThat(folders).hasSize(2).noneMatch(Files::exists);
    assertThat(System.getProperty(SimulatedCheckpoint.FOLDER_PROPERTY)).isNull();
  }

  @Test
  void aProcessThatIsNotRestoredFindsNothing() throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open().withSetting("a", "1")) {
      image.withResult(Result.LEFT_RUNNING);
      Core.checkpointRestore();
      image.withResult(Result.FAILED);
      assertThatExceptionOfType(CheckpointException.class).isThrownBy(Core::checkpointRestore);

      assertThat(System.getProperty(SimulatedCheckpoint.FOLDER_PROPERTY)).isNull();
      assertThat(image.images()).isEqualTo(2);
    }
  }

  @Test
  void whatAnActionThrowsIsWhyNoImageWasTaken() throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open()) {
      image.whileFrozen(
          () -> {
            throw new IllegalStateException("fd 7 is open");
          });

      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(Core::checkpointRestore)
          .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessage("fd 7 is open"));
    }
  }

  @Test
  void aFailedAssertionComesOutHoweverTheCheckpointIsTaken() {
    AssertionError failed = new AssertionError("fd 7 is open");

    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(
            () -> {
              try (SimulatedCheckpoint image = SimulatedCheckpoint.open()) {
                image.whileFrozen(
                    () -> {
                      throw failed;
                    });
                assertThatExceptionOfType(CheckpointException.class)
                    .isThrownBy(Core::checkpointRestore);
              }
            })
        .isSameAs(failed);
  }

  @Test
  void anotherEngineIsNamedWithTheRemedy() {
    String engine = System.getProperty(SimulatedCheckpoint.ENGINE_PROPERTY);
    System.setProperty(SimulatedCheckpoint.ENGINE_PROPERTY, "dev.cracservers.criu");
    try {
      assertThatIllegalStateException()
          .isThrownBy(SimulatedCheckpoint::open)
          .withMessageContaining("uses the engine dev.cracservers.criu")
          .withMessageContaining("-Dorg.crac.Core.Compat=dev.cracservers.testkit.simulated");
    } finally {
      System.setProperty(SimulatedCheckpoint.ENGINE_PROPERTY, engine);
    }
  }

  private static Path folder() {
    return Path.of(System.getProperty(SimulatedCheckpoint.FOLDER_PROPERTY));
  }
}

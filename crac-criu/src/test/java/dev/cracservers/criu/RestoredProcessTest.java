// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cracservers.criu.image.RestoreChannel;
import dev.cracservers.criu.platform.EngineProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RestoredProcessTest {
  @TempDir Path folder;

  @AfterEach
  void clear() {
    for (String name : new String[] {"test.port", "test.text", "test.empty"}) {
      System.clearProperty(name);
    }
    System.clearProperty(EngineProperties.RESTORE_FOLDER);
    System.clearProperty(EngineProperties.CONTROL_FOLDER);
  }

  @Test
  void setsThePropertiesAndNamesTheFolders() throws IOException {
    Files.createDirectory(folder.resolve("settings"));
    Files.writeString(
        folder.resolve("settings/properties"),
        "test.port=8081\0test.text=a=b, c ü\0test.empty=\0=nameless\0rest");
    Files.write(folder.resolve("settings/environment"), new byte[] {'A', '=', (byte) 0xff, 0});

    RestoredProcess.enter(Optional.of(folder));

    assertThat(System.getProperty("test.port")).isEqualTo("8081");
    assertThat(System.getProperty("test.text")).isEqualTo("a=b, c ü");
    assertThat(System.getProperty("test.empty")).isEmpty();
    assertThat(System.getProperty("rest")).isNull();
    assertThat(System.getProperty(EngineProperties.RESTORE_FOLDER))
        .isEqualTo(folder.resolve("settings").toString());
    assertThat(System.getProperty(EngineProperties.CONTROL_FOLDER)).isEqualTo(folder.toString());
    assertThat(folder.resolve("entered")).exists();
  }

  @Test
  void acknowledgesNothingThatItDidNotTakeIn() throws IOException {
    Files.createDirectory(folder.resolve("settings"));
    Files.writeString(folder.resolve("settings/properties"), "");
    assertThatThrownBy(() -> RestoredProcess.enter(Optional.of(folder)))
        .isInstanceOf(NoSuchFileException.class);
    assertThat(folder.resolve("entered")).doesNotExist();
  }

  @Test
  void forgetsTheFolderOfAnEarlierRestoreWhenRestoredByOtherMeans() throws IOException {
    System.setProperty(EngineProperties.RESTORE_FOLDER, "/run/old");
    RestoredProcess.enter(Optional.empty());
    assertThat(System.getProperty(EngineProperties.RESTORE_FOLDER)).isNull();
  }

  @Test
  void failsWhenTheLauncherLeftNothing() {
    assertThatThrownBy(() -> RestoredProcess.enter(Optional.of(folder)))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void theChannelTellsTheFolderThatItsReplacementHolds() throws IOException {
    try (RestoreChannel channel = RestoreChannel.open(folder)) {
      assertThat(channel.read()).isEmpty();
      Files.writeString(channel.path(), "/run/crac/1/4711\n");
      assertThat(channel.read()).contains(Path.of("/run/crac/1/4711"));
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.criu.platform.EngineProperties;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class CheckpointRequestTest {
  @AfterEach
  void clear() {
    System.clearProperty(EngineProperties.IMAGE);
    System.clearProperty(EngineProperties.LEAVE_RUNNING);
  }

  @Test
  void parsesALine() {
    assertThat(CheckpointRequest.parse("checkpoint\t/var/image\tleave-running\t/run/p"))
        .isEqualTo(
            Optional.of(new CheckpointRequest(Path.of("/var/image"), true, Path.of("/run/p"))));
    assertThat(CheckpointRequest.parse("checkpoint\t/var/a/../b\tend\t/run/p"))
        .isEqualTo(Optional.of(new CheckpointRequest(Path.of("/var/b"), false, Path.of("/run/p"))));
  }

  @Test
  void takesTheImageOfTheProcessWhereTheLineNamesNone() {
    System.setProperty(EngineProperties.IMAGE, "/var/own");
    assertThat(CheckpointRequest.parse("checkpoint\t\tend\t/run/p").orElseThrow().image())
        .isEqualTo(Path.of("/var/own"));
  }

  @Test
  void passesOverWhatIsNoRequest() {
    assertThat(CheckpointRequest.parse("")).isEmpty();
    assertThat(CheckpointRequest.parse("checkpoint\t/var/image")).isEmpty();
    assertThat(CheckpointRequest.parse("restore\t/var/image\tend\t/run/p")).isEmpty();
  }

  @Test
  void readsThePropertiesOfTheProcess() {
    assertThat(CheckpointRequest.fromProperties())
        .isEqualTo(new CheckpointRequest(Path.of("crac-image").toAbsolutePath(), false, null));
    System.setProperty(EngineProperties.IMAGE, "/var/image");
    System.setProperty(EngineProperties.LEAVE_RUNNING, "true");
    assertThat(CheckpointRequest.fromProperties())
        .isEqualTo(new CheckpointRequest(Path.of("/var/image"), true, null));
  }
}

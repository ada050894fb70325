// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process that had the id of the image has ended, and its parent does not know yet. */
class TakenProcessIdIT {
  /** Never waits for its child; a shell does, when it gets round to it. */
  private static final String PARENT = "$| = 1; exit unless $id = fork; print \"$id\\n\"; <STDIN>";

  @TempDir Path folder;
  private Process parent;
  private long id;

  @BeforeEach
  void leaveAZombie() throws Exception {
    parent = new ProcessBuilder("perl", "-e", PARENT).start();
    id = Long.parseLong(parent.inputReader(StandardCharsets.UTF_8).readLine());
    Path stat = Path.of("/proc", Long.toString(id), "stat");
    while (!Files.readString(stat).contains(") Z ")) {
      Thread.onSpinWait();
    }
  }

  @AfterEach
  void endTheParent() throws Exception {
    parent.outputWriter(StandardCharsets.UTF_8).close();
    parent.waitFor();
  }

  @Test
  void isWaitedFor() throws Exception {
    StandInImage image = new StandInImage(folder, folder.resolve("run"), id).go();
    Process launcher = image.restore();
    image.await("waiting", () -> image.output().contains("waiting") || !launcher.isAlive());
    endTheParent();
    assertThat(image.awaitEnd(launcher)).as(image.output()).isZero();
    assertThat(image.output())
        .contains("crac: waiting for process id " + id, "has ended", "'perl'");
  }

  @Test
  void isNamedWithItsParentWhenItStays() throws Exception {
    StandInImage image = new StandInImage(folder, folder.resolve("run"), id).go();
    assertThat(image.awaitEnd(image.restore())).as(image.output()).isEqualTo(6);
    assertThat(image.output())
        .contains(
            "process id " + id + " of the image is taken by ",
            "(state Z), which has ended",
            "process " + parent.pid() + " 'perl'",
            "--isolate");
  }
}

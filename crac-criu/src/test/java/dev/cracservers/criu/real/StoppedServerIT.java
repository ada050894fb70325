// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.testkit.real.RealCheckpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that is stopped while its image is completed goes on if that fails. */
@RealCheckpoint
@Timeout(90)
class StoppedServerIT {
  @TempDir Path folder;

  @Test
  void goesOnWhenTheShellIsKilled() throws Exception {
    try (Trial trial = startWith("kill -KILL \"$(cat ../worker)\"; exit 1")) {
      assertThat(trial.refusedCheckpoint()).contains("the shell that ran CRIU was killed");
      trial.order("ping");
    }
  }

  @Test
  void goesOnWhenADigestHangs() throws Exception {
    try (Trial trial = startWith("exec sleep 600")) {
      trial.order("set dev.cracservers.criu.stallSeconds=1");
      assertThat(trial.refusedCheckpoint())
          .containsPattern("the image was not completed within \\d+ s\\. Remedy");
      trial.order("ping");
    }
  }

  @Test
  void isNotStoppedDuringTheDigestsOfTheClassPath() throws Exception {
    Path sha256sum = folder.resolve("bin/sha256sum");
    Files.createDirectory(sha256sum.getParent());
    Path states = folder.resolve("states");
    write(
        sha256sum,
        "[ $# -gt 0 ] || cut -d' ' -f3 \"/proc/$(cut -d' ' -f1 '"
            + folder.resolve("trial/image/criu.new/owner")
            + "')/stat\" >>'"
            + states
            + "'\nexec /usr/bin/sha256sum \"$@\"");
    try (Trial trial = trialWith(sha256sum)) {
      trial.checkpoint();
      assertThat(states).content().isNotEmpty().doesNotContain("T");
      trial.restore();
    }
  }

  /** Starts a server at whose checkpoint the digests of the image run a command. */
  private Trial startWith(String command) throws Exception {
    Path sha256sum = folder.resolve("bin/sha256sum");
    Files.createDirectory(sha256sum.getParent());
    write(sha256sum, "[ $# -eq 0 ] || { " + command + "; }\nexec /usr/bin/sha256sum");
    return trialWith(sha256sum);
  }

  private Trial trialWith(Path command) {
    Trial trial = new Trial(folder.resolve("trial"));
    trial.server().with("PATH", command.getParent() + ":" + System.getenv("PATH"));
    return trial.start();
  }

  private static void write(Path file, String script) throws Exception {
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }
}

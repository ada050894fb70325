// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.testkit.real.RealCheckpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An id of the image is taken by a session, whoever started that. */
class TakenSessionIdIT {
  @TempDir Path folder;

  @Test
  @RealCheckpoint
  void anOrphanInTheSessionOfTheServerIsNamed() throws Exception {
    Path orphanFile = folder.resolve("orphan");
    String script = "(sleep 600 >/dev/null 2>&1 & echo $! >'" + orphanFile + "'); exec \"$@\"";
    try (ScriptedServer server =
        new ScriptedServer(folder, List.of("setsid"), script, folder.resolve("none"))) {
      long orphan = Long.parseLong(Files.readString(orphanFile).strip());
      try {
        server.checkpoint();
        CommandLine.Ended ended =
            CommandLine.run(server.environment(), "restore", folder + "/image");
        assertThat(ended.output())
            .contains(
                "the id %d of the image is taken by the session of process %d 'sleep'"
                    .formatted(server.pid(), orphan),
                "--isolate");
        assertThat(ended.status()).isEqualTo(6);
      } finally {
        ProcessHandle.of(orphan).ifPresent(ProcessHandle::destroyForcibly);
      }
    }
  }

  @Test
  void theSessionOfTheCommandItselfIsNamed() throws Exception {
    StandInImage image = new StandInImage(folder, folder.resolve("run"), StandInImage.UNUSED_ID);
    StandInImage.executable(
        folder.resolve("criu"),
        """
        #!/bin/sh
        while [ "$1" != -W ]; do shift; done
        read -r stat <"/proc/$$/stat"
        control=$2
        set -- ${stat##*) }
        : >'FOLDER/image/criu-1/core-'$4.img
        echo "Error (criu/pstree.c:9): Current sid $4 intersects with pid ($4) in images" \
          >"$control/restore.log"
        exit 1
        """
            .replace("FOLDER", folder.toString()));
    CommandLine.Ended ended =
        CommandLine.run(
            Map.of("CRAC_RUN_DIR", folder + "/run", "CRAC_CRIU", folder.resolve("criu").toString()),
            List.of("setsid", "-w"),
            "restore",
            image.folder().toString());
    assertThat(ended.output())
        .contains("CRIU says: Error (criu/pstree.c:9): Current sid ")
        .contains("remedy: the session or process group of this command has an id")
        .containsPattern("the id (\\d+) of the image is taken by .*process \\d+ '")
        .contains("could not be restored");
    assertThat(ended.status()).isEqualTo(6);
  }
}

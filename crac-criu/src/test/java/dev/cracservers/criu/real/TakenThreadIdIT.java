// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.testkit.real.RealCheckpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another process has the id that a thread of the image needs. */
@RealCheckpoint
class TakenThreadIdIT {
  /** Starts a process with the id $1. */
  private static final String TAKE =
      """
      last=/proc/sys/kernel/ns_last_pid
      read -r before <$last
      tries=1000
      until echo $(($1 - 1)) >$last; sleep 600 & [ $! = "$1" ]; do
        kill $!
        tries=$((tries - 1))
        [ $tries -gt 0 ] || exit 1
      done
      echo "$before" >$last
      echo taken
      wait
      """;

  /** Runs CRIU, the second time without that process. */
  private static final String FREEING_CRIU =
      """
      #!/bin/sh
      home=${XDG_DATA_HOME:-$HOME/.local/share}/crac
      criu=$home/criu
      [ -x "$criu" ] || criu=$(command -v criu)
      if [ -e 'FOLDER/first' ] && [ ! -e 'FOLDER/second' ]; then
        kill -KILL ID
        while [ -e /proc/ID ]; do sleep 0.01; done
        : >'FOLDER/second'
      fi
      : >'FOLDER/first'
      exec "$criu" "$@"
      """;

  @TempDir Path folder;
  private Trial trial;
  private Process holder;
  private long id;

  @BeforeEach
  void takeAnImageAndOneOfItsIds() throws Exception {
    trial = new Trial(folder.resolve("trial")).start();
    trial.checkpoint();
    id = idOfThread();
    holder =
        new ProcessBuilder("sh", "-c", TAKE, "take", Long.toString(id))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(holder.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("taken");
  }

  @AfterEach
  void leaveNothing() throws Exception {
    ProcessHandle.of(id)
        .filter(taken -> taken.parent().filter(holder.toHandle()::equals).isPresent())
        .ifPresent(ProcessHandle::destroyForcibly);
    holder.waitFor();
    trial.close();
  }

  @Test
  void isNamedWhenItStays() throws Exception {
    CommandLine.Ended ended =
        CommandLine.run(
            Map.of("CRAC_RUN_DIR", trial.runFolder().toString()),
            "restore",
            trial.image().toString());

    assertThat(ended.output())
        .contains(
            "remedy: the id of a thread of the image is taken",
            "the id %d of the image is taken by process %d 'sleep'".formatted(id, id),
            "could not be restored");
    assertThat(ended.status()).isEqualTo(6);
    LeftOvers.assertNone(folder, trial.runFolder());
  }

  @Test
  void isWaitedForWhenItGoes() throws Exception {
    Path criu = folder.resolve("criu");
    Files.writeString(
        criu, FREEING_CRIU.replace("FOLDER", folder.toString()).replace("ID", Long.toString(id)));
    Files.setPosixFilePermissions(criu, PosixFilePermissions.fromString("rwx------"));
    trial.server().with("CRAC_CRIU", criu.toString());

    trial.restore();

    assertThat(folder.resolve("second")).exists();
    assertThat(trial.server().terminate()).isEqualTo(143);
  }

  /** CRIU writes a file for each thread. */
  private long idOfThread() throws IOException {
    try (Stream<Path> files = Files.walk(trial.image())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches("core-\\d+\\.img"))
          .map(name -> Long.parseLong(name.replaceAll("\\D", "")))
          .max(Comparator.naturalOrder())
          .orElseThrow();
    }
  }
}

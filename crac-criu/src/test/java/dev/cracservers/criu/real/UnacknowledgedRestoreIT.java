// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.testkit.real.RealCheckpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A restored server that did not take in the settings of its restore never serves. */
@RealCheckpoint
class UnacknowledgedRestoreIT {
  private static final Duration LIMIT = Duration.ofSeconds(40);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"", "--isolate"})
  void isEndedAndFailsTheRestore(String option) throws Exception {
    Path json = folder.resolve("events");
    Path pidfile = folder.resolve("pid");
    try (Trial trial = new Trial(folder.resolve("trial")).start()) {
      String criu = trial.order("property dev.cracservers.criu.path");
      trial.checkpoint();
      trial.server().with("CRAC_CRIU", criuWithoutChannel(criu).toString());
      trial.server().with("CRAC_ENTRY_TIMEOUT", "2");
      String[] options = {"--json", json.toString(), "--pidfile", pidfile.toString(), option};
      trial.server().restore(option.isEmpty() ? java.util.Arrays.copyOf(options, 4) : options);
      assertThat(trial.server().awaitEnd(LIMIT)).as(trial.server().log()).isEqualTo(7);
      assertThat(trial.server().log())
          .contains("did not take in the settings of this restore within 2 s", "was killed");
      assertThat(Files.readString(json)).contains("\"failed\"").doesNotContain("\"restored\"");
      assertThat(pidfile).doesNotExist();
    }
  }

  @Test
  void isEndedWhenItsSettingsCannotBeRead() throws Exception {
    try (Trial trial = new Trial(folder.resolve("trial")).start()) {
      String real = trial.order("property dev.cracservers.criu.path");
      trial.checkpoint();
      Path criu = folder.resolve("criu");
      write(criu, "case $1 in restore) rm \"$5/settings/environment\" ;; esac\nexec " + real);
      trial.server().with("CRAC_CRIU", criu.toString());
      trial.server().restore();
      assertThat(trial.server().awaitEnd(LIMIT)).as(trial.server().log()).isEqualTo(7);
      assertThat(trial.server().log())
          .contains(
              "the restored process could not take in the settings of its restore and ends now",
              "settings/environment",
              "ended with status 7 before it took in the settings");
    }
  }

  /** A CRIU that leaves the process its own channel, which names no settings. */
  private Path criuWithoutChannel(String criu) throws Exception {
    Path file = folder.resolve("criu");
    write(
        file,
        """
        [ "$1" != restore ] || for word; do
          shift
          case $word in
            --inherit-fd) continue ;;
            fd\\[5\\]:*) continue ;;
            fd\\[*) set -- "$@" --inherit-fd ;;
          esac
          set -- "$@" "$word"
        done
        exec\s"""
            + criu);
    return file;
  }

  private static void write(Path file, String script) throws Exception {
    Files.writeString(file, "#!/bin/sh\n" + script + " \"$@\"\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }
}

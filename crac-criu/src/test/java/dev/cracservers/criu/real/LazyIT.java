// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.testkit.real.RealCheckpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server whose memory comes from the image when it is used. */
@RealCheckpoint
class LazyIT {
  /** Runs CRIU, but for the page server, which ends badly after a file is there. */
  private static final String FAILING_PAGE_SERVER =
      """
      #!/bin/sh
      home=${XDG_DATA_HOME:-$HOME/.local/share}/crac
      criu=$home/criu
      [ -x "$criu" ] || criu=$(command -v criu)
      [ "$1" = lazy-pages ] || exec "$criu" "$@"
      "$criu" "$@" &
      until [ -e 'GATE' ]; do sleep 0.01; done
      kill -KILL $!
      exit 9
      """;

  @TempDir static Path folder;
  private static Trial trial;
  private static String sum = "";
  private static int number;

  @BeforeAll
  static void takeOneImage() throws Exception {
    // Without its pages it may crash, and say so where it was started.
    String crashes = "-XX:ErrorFile=" + folder.resolve("crash-%p.log");
    trial = new Trial(folder.resolve("trial")).start("-Xmx256m", crashes);
    sum = trial.order("fill 100");
    trial.checkpoint();
  }

  @AfterAll
  static void leaveNothing() {
    trial.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--isolate"})
  void allOfItComes(String option) throws Exception {
    try (Clone clone = restore(List.of("env"), option)) {
      assertThat(clone.order("sum")).isEqualTo(sum);
      clone.signal("TERM");
      assertThat(clone.awaitEnd()).isEqualTo(128 + 15);
    }
    LeftOvers.assertNone(folder, trial.runFolder());
  }

  @Test
  void whatHasNotComeYetIsInTheNextImage() throws Exception {
    String next = folder.resolve("next").toString();
    try (Clone clone = restore(List.of("env"), "--isolate")) {
      clone.order("ping there");
      assertThat(clone.crac("checkpoint", "" + clone.launcher(), "--image", next).status())
          .as(clone.log())
          .isZero();
      assertThat(clone.awaitEnd()).isZero();
    }
    Path own = Files.createDirectory(folder.resolve("own"));
    try (Clone clone = Clone.restore(own, trial.runFolder(), Path.of(next), "--isolate")) {
      assertThat(clone.order("sum")).isEqualTo(sum);
      clone.order("exit 0");
      assertThat(clone.awaitEnd()).isZero();
    }
    LeftOvers.assertNone(folder, trial.runFolder());
  }

  @Test
  void withoutItsPageServerAServerEnds() throws Exception {
    Path gate = folder.resolve("gate");
    Path criu = criu("failing", FAILING_PAGE_SERVER.replace("GATE", gate.toString()));
    Path pidFile = folder.resolve("pid");
    try (Clone clone =
        restore(List.of("env", "CRAC_CRIU=" + criu), "--pidfile", pidFile.toString())) {
      Trial.awaitContent(pidFile);
      Files.createFile(gate);
      // It may have crashed before it is killed.
      assertThat(clone.awaitEnd()).isGreaterThan(128);
      assertThat(clone.log()).contains("crac: the page server of the image ended with status 9");
    }
    LeftOvers.assertNone(folder, trial.runFolder());
  }

  @Test
  void aPageServerThatDoesNotStart() throws Exception {
    Path criu = criu("refusing", "#!/bin/sh\nexit 1\n");
    try (Clone clone = restore(List.of("env", "CRAC_CRIU=" + criu))) {
      assertThat(clone.awaitEnd()).isEqualTo(6);
      assertThat(clone.log()).contains("page server for --lazy did not start: restore without");
    }
    LeftOvers.assertNone(folder, trial.runFolder());
  }

  private static Path criu(String name, String script) throws Exception {
    Path criu = folder.resolve(name);
    Files.writeString(criu, script);
    Files.setPosixFilePermissions(criu, PosixFilePermissions.fromString("rwx------"));
    return criu;
  }

  private static Clone restore(List<String> by, String... options) throws Exception {
    Path own = Files.createDirectory(folder.resolve("clone-" + number++));
    String[] all = new String[options.length + 1];
    System.arraycopy(options, 0, all, 0, options.length);
    all[options.length] = "--lazy";
    return Clone.restore(
        own,
        trial.runFolder(),
        by,
        trial.image(),
        List.of(all).stream().filter(option -> !option.isEmpty()).toArray(String[]::new));
  }
}

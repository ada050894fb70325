// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.testkit.real.LaunchedServer;
import dev.cracservers.testkit.real.RealCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A script starts what is in its background with SIGINT and SIGQUIT ignored. */
class SignalsIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int HUP_AND_INT = 0b11;
  private static final int INT_AND_QUIT = 0b110;

  @TempDir Path folder;

  @Test
  void aServerThatAScriptStartsDoesNotIgnoreThem() throws Exception {
    Path java = Files.createDirectory(folder.resolve("bin")).resolve("java");
    StandInImage.executable(java, "#!/bin/sh\ngrep SigIgn /proc/self/status\n");

    CommandLine.Ended ended =
        CommandLine.run(
            Map.of("CRAC_RUN_DIR", folder + "/run", "CRAC_CRIU", "/bin/true"),
            List.of("sh", "-c", "trap '' INT QUIT; exec \"$@\"", "script"),
            "run",
            java.toString());

    assertThat(ignored(ended.output().lines()) & INT_AND_QUIT).as(ended.output()).isZero();
  }

  /** Where the command env cannot restore signals, such as that of busybox. */
  @Test
  @RealCheckpoint
  void aRestoredServerThatIgnoresOneIsEndedByAnother() throws Exception {
    Path commands = Files.createDirectory(folder.resolve("commands"));
    StandInImage.executable(
        commands.resolve("env"),
        """
        #!/bin/sh
        PATH=${PATH#*:}
        case $1 in --default-signal*) exit 125 ;; esac
        exec env "$@"
        """);
    try (ScriptedServer server =
        new ScriptedServer(folder, List.of(), "trap '' INT HUP; exec \"$@\"", commands)) {
      try (Stream<String> lines = Files.lines(Path.of("/proc/" + server.pid() + "/status"))) {
        assertThat(ignored(lines) & HUP_AND_INT).isEqualTo(HUP_AND_INT);
      }
      server.checkpoint();
      try (LaunchedServer restored = new LaunchedServer(folder)) {
        for (String signal : List.of("INT", "HUP")) {
          restored.restore();
          server.orders().await(server.orders().give("ping restored"), restored::isAlive);
          String launcher = launcherOf(server.pid());
          assertThat(new ProcessBuilder("kill", "-" + signal, launcher).start().waitFor()).isZero();
          assertThat(restored.awaitEnd(LIMIT)).isEqualTo(128 + 15);
        }
      }
    }
  }

  private String launcherOf(long pid) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("run"))) {
      return Files.readString(
              files.filter(file -> file.endsWith(pid + "/launcher")).findFirst().orElseThrow())
          .strip();
    }
  }

  private static long ignored(Stream<String> status) {
    String line = status.filter(each -> each.startsWith("SigIgn:")).findFirst().orElseThrow();
    return Long.parseUnsignedLong(line.substring("SigIgn:".length()).strip(), 16);
  }
}

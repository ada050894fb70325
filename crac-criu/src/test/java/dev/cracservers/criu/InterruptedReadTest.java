// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shell that waits for a restored server gets a signal while it reads a stat file. */
class InterruptedReadTest {
  /** A read that a signal interrupts fails, and the next one does not. */
  private static final String SCRIPT =
      """
      interrupted=no
      read() {
        [ $interrupted = yes ] || { interrupted=yes; return 1; }
        command read "$@"
      }
      pid=$$ launcher=$PPID
      . "${0%/*}/zombie.sh"
      $1
      echo waits on
      """;

  @ParameterizedTest
  @ValueSource(strings = {"end_with_server", "end_without_launcher"})
  void isNoEndOfTheServerNorOfTheLauncher(String function) throws Exception {
    Path libexec = Path.of("launcher", "libexec", "restore", "wait.sh").toAbsolutePath();
    Process shell =
        new ProcessBuilder("sh", "-c", SCRIPT, libexec.toString(), function)
            .redirectErrorStream(true)
            .start();
    String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(shell.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(output).isEqualTo("waits on\n");
    assertThat(shell.exitValue()).isZero();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CriuLogTest {
  @TempDir Path folder;

  @Test
  void quotesTheFirstErrorWithItsRemedy() throws IOException {
    assertThat(
            explain(
                "Warn  (criu/x.c:1): something",
                "(00.1) Error (criu/sk-inet.c:191): inet: Connected TCP socket, consider using X",
                "(00.2) Error (criu/cr-dump.c:1557): Dump files (pid: 10) failed with -1",
                "(00.3) Error (criu/cr-dump.c:2098): Dumping FAILED."))
        .startsWith("CRIU says: Error (criu/sk-inet.c:191): inet: Connected TCP socket")
        .contains(" Remedy: a TCP connection was open.")
        .endsWith("[" + log() + "]")
        .doesNotContain("FAILED");
  }

  @Test
  void passesOverAnErrorThatCriuGetsOver() throws IOException {
    assertThat(
            explain(
                "Error (criu/util.c:1): rlimit: Can't setup RLIMIT_NOFILE: Operation not permitted",
                "Error (criu/y.c:2): Unknown shit 600 (anon_inode:[io_uring])"))
        .contains("anon_inode:[io_uring])", "Remedy: io_uring cannot be in an image");
  }

  @Test
  void quotesAnErrorThatNobodyKnows() throws IOException {
    assertThat(explain("Error (criu/z.c:3): the moon is in the wrong house"))
        .isEqualTo("CRIU says: Error (criu/z.c:3): the moon is in the wrong house [" + log() + "]");
  }

  @Test
  void saysWhenThereIsNothingToQuote() throws IOException {
    assertThat(explain("Warn  (criu/x.c:1): something")).startsWith("CRIU's log names no error");
    assertThat(CriuLog.explain(folder.resolve("none"))).startsWith("CRIU left no log at ");
  }

  @Test
  void readsALogThatIsNoText() throws IOException {
    Files.write(log(), new byte[] {(byte) 0xff, (byte) 0xfe, '\n'});
    assertThat(CriuLog.explain(log())).startsWith("CRIU's log names no error");
  }

  private String explain(String... lines) throws IOException {
    Files.writeString(log(), String.join("\n", lines) + "\n");
    return CriuLog.explain(log());
  }

  private Path log() {
    return folder.resolve("dump.log");
  }
}

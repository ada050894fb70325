// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.jettyserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.samples.jettyserver.SlowCall.Outcome;
import dev.cracservers.testkit.real.LaunchedServer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class NotesServerIT extends NotesContract {
  private static final Path JAR = Path.of("target/jetty-server.jar").toAbsolutePath();
  private static final int NOT_RESTORED = 7;

  @Override
  protected String[] arguments(int port) {
    return new String[] {"-Djetty.http.port=" + port, "-jar", JAR.toString()};
  }

  /** For a restore that is to fail, so that waiting for all of its patience takes less time. */
  private static String[] impatient(int port) {
    return new String[] {"-Djetty.http.port=" + port, "-Dnotes.patience=3", "-jar", JAR.toString()};
  }

  @Test
  void endsWithAClearErrorWhenTheDatabaseIsGone() throws Exception {
    int port = freePort();
    try (LaunchedServer server = server()) {
      try (NotesDatabase other = NotesDatabase.start(folder.resolve("other"))) {
        server.with("DB_URL", other.url());
        checkpointed(server, port, impatient(port));
      }
      int status;
      try (Load load = new Load(port, 1)) {
        server.restore();
        status = server.awaitEnd(Duration.ofSeconds(60));
        load.stop();
        assertThat(load.outcomes()).containsOnlyKeys(Outcome.REFUSED);
      }
      assertThat(server.log())
          .contains("notes-db")
          .contains("refused")
          .containsPattern("\\d+ ms")
          .contains("did not come back");
      assertThat(server.log().split("RESTORE_FAILED", -1)).hasSizeGreaterThan(1);
      assertThat(status).isEqualTo(NOT_RESTORED);
    }
  }

  @Test
  void endsWithAClearErrorWhenThePortIsTaken() throws Exception {
    int port = freePort();
    try (LaunchedServer server = server()) {
      checkpointed(server, port, impatient(port));
      try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        server.restore();
        assertThat(server.awaitEnd(Duration.ofSeconds(60))).isEqualTo(NOT_RESTORED);
        assertThat(server.log())
            .contains("127.0.0.1:" + taken.getLocalPort())
            .contains(Long.toString(ProcessHandle.current().pid()));
      }
    }
  }
}

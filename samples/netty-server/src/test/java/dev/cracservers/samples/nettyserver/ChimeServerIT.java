// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.nettyserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.core.Deadline;
import dev.cracservers.testkit.real.CracCommand;
import dev.cracservers.testkit.real.JavaHomes;
import dev.cracservers.testkit.real.LaunchedServer;
import dev.cracservers.testkit.real.RealCheckpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Judged by curl and h2load while real images are taken. */
@RealCheckpoint
class ChimeServerIT {
  private static final Path JAR = Path.of("target/netty-server.jar").toAbsolutePath();
  private static final int CYCLES = 2;
  private static final String SLOW = "/slow?millis=3000";

  @TempDir Path folder;

  static Stream<Path> javaHomes() {
    return JavaHomes.byVersion().values().stream();
  }

  @ParameterizedTest
  @MethodSource("javaHomes")
  void noClientLosesARequest(Path javaHome) throws Exception {
    ChimeClient client = new ChimeClient(ChimeServerTest.freePort());
    try (LaunchedServer server =
        new LaunchedServer(folder).with("NETTY_HTTP_PORT", Integer.toString(client.port()))) {
      server.start(javaHome, "-Xmx256m", "-jar", JAR.toString());
      client.awaitFirstAnswer(server::isAlive);
      client.assertWorks();
      for (int cycle = 0; cycle < CYCLES; cycle++) {
        Tool streams = Tool.start("h2load", "-n", "20", "-c", "4", "-m", "5", client.url(SLOW));
        Tool requests = Tool.start("h2load", "--h1", "-n", "8", "-c", "8", client.url(SLOW));
        Tool one = Tool.start("curl", "-sS", "--fail", "--http1.1", client.url(SLOW));
        Tool two = Tool.start("curl", "-sS", "--fail", "--http2-prior-knowledge", client.url(SLOW));
        Tool upgraded = Tool.start("curl", "-sS", "--fail", "--http2", client.url(SLOW));
        awaitConnections(client.port(), 8 + 4 + 3);
        CracCommand.Ended ended = server.checkpoint();
        assertThat(ended.status()).as(ended.output() + server.log()).isZero();
        server.restore();
        client.awaitFirstAnswer(server::isAlive);

        assertThat(streams.end().output())
            .contains("20 total, 20 started, 20 done, 20 succeeded, 0 failed, 0 errored");
        assertThat(requests.end().output())
            .contains("8 total, 8 started, 8 done, 8 succeeded, 0 failed, 0 errored");
        for (Tool curl : new Tool[] {one, two, upgraded}) {
          Tool.Ended answered = curl.end();
          assertThat(answered.status()).as(answered.output()).isZero();
        }
        client.assertWorks();
        assertThat(client.report()).contains("RESTORED");
      }
    }
  }

  private static void awaitConnections(int port, int count) throws InterruptedException {
    boolean all = Deadline.after(Duration.ofSeconds(20)).await(() -> Connections.to(port) >= count);
    assertThat(all).as("%d connections, of %d", Connections.to(port), count).isTrue();
  }
}

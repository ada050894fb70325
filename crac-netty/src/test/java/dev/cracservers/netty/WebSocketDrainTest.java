// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.core.CheckpointReport;
import dev.cracservers.core.CheckpointReport.Outcome;
import dev.cracservers.core.CheckpointSettings;
import dev.cracservers.netty.NettyFixture.Transport;
import dev.cracservers.testkit.Gate;
import dev.cracservers.testkit.Rehearsal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WebSocketDrainTest {
  private static final int SERVICE_RESTART = 1012;

  @Test
  void aWebSocketIsToldThatTheServiceRestarts() throws Exception {
    NettyFixture server = NettyFixture.rebuilding(new Gate(), Transport.NIO);
    try (Rehearsal rehearsal = Rehearsal.of(server.resource(), CheckpointSettings.defaults())) {
      for (int cycle = 0; cycle < 3; cycle++) {
        CompletableFuture<Integer> status = new CompletableFuture<>();
        WebSocket socket = connect(server.port(), status);

        CheckpointReport report = rehearsal.checkpoint();

        assertThat(report.outcome()).isEqualTo(Outcome.RESTORED);
        assertThat(report.count("cut")).as("%s", report).isZero();
        assertThat(status.get(10, TimeUnit.SECONDS)).isEqualTo(SERVICE_RESTART);
        socket.abort();
      }
    } finally {
      server.stop();
    }
  }

  private static WebSocket connect(int port, CompletableFuture<Integer> status) {
    return HttpClient.newHttpClient()
        .newWebSocketBuilder()
        .buildAsync(
            URI.create("ws://127.0.0.1:" + port + "/socket"),
            new WebSocket.Listener() {
              @Override
              public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
                status.complete(code);
                return CompletableFuture.completedFuture(null);
              }

              @Override
              public void onError(WebSocket socket, Throwable error) {
                status.completeExceptionally(error);
              }
            })
        .join();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.core.Deadline;
import dev.cracservers.testkit.real.CracCommand;
import dev.cracservers.testkit.real.LaunchedServer;
import dev.cracservers.testkit.real.RealCheckpoint;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RealCheckpoint
class GrpcServerIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int CYCLES = 2;

  @TempDir Path folder;

  @Test
  void finishesItsCallsAndServesTheSameAfterEachRestore() throws Exception {
    int port = freePort();
    try (LaunchedServer server = new LaunchedServer(folder)) {
      server.start(
          Path.of(System.getProperty("java.home")),
          "-Xmx256m",
          "-cp",
          System.getProperty("java.class.path"),
          GrpcQuickServer.class.getName(),
          Integer.toString(port));
      for (int cycle = 0; cycle < CYCLES; cycle++) {
        awaitAnswer(server, port);
        ManagedChannel channel = connect(port);
        Future<String> slow =
            ClientCalls.futureUnaryCall(channel.newCall(Texts.SLOW, CallOptions.DEFAULT), "");
        // Calls of one connection arrive in the order in which they are made.
        assertThat(ask(channel)).isEqualTo("quick");
        CracCommand.Ended ended = server.checkpoint();

        assertThat(ended.status()).as(ended.output() + server.log()).isZero();
        assertThat(slow.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("slow");
        channel.shutdownNow();
        port = freePort();
        server.restore("--set", "front.port=" + port);
      }
      awaitAnswer(server, port);
    }
  }

  private static void awaitAnswer(LaunchedServer server, int port) throws Exception {
    ManagedChannel channel = connect(port);
    boolean answered =
        Deadline.after(PATIENCE).await(() -> !server.isAlive() || isAnswering(channel));
    channel.shutdownNow();
    assertThat(answered && server.isAlive()).as(server.log()).isTrue();
  }

  private static boolean isAnswering(ManagedChannel channel) {
    try {
      channel.resetConnectBackoff();
      return ask(channel).equals("quick");
    } catch (StatusRuntimeException notYet) {
      return false;
    }
  }

  private static String ask(ManagedChannel channel) {
    CallOptions soon = CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS);
    return ClientCalls.blockingUnaryCall(channel, Texts.QUICK, soon, "");
  }

  private static ManagedChannel connect(int port) {
    return NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.cracservers.core.CheckpointReport;
import dev.cracservers.core.CheckpointSettings;
import dev.cracservers.core.Phase;
import dev.cracservers.testkit.Gate;
import dev.cracservers.testkit.Moment;
import dev.cracservers.testkit.Rehearsal;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GrpcServerTest {
  @Test
  void aConnectionOnWhichNothingWasSaidDoesNotHoldTheDrainUp() throws Exception {
    GrpcFixture server = new GrpcFixture(new Gate());
    // gRPC by itself would wait 10 s.
    CheckpointSettings settings =
        CheckpointSettings.defaults().withDeadline(Phase.DRAIN, Duration.ofSeconds(8));
    try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), server.port());
        Rehearsal rehearsal = Rehearsal.of(server.resource(), settings)) {
      server.use();
      rehearsal.checkpoint();
      assertThat(silent.getInputStream().readAllBytes()).isNotNull();
      server.use();
    } finally {
      server.stop();
    }
  }

  @Test
  void aServerThatListensElsewhereIsRefused() throws Exception {
    InetSocketAddress wanted = freeAddress();
    GrpcServerResource server =
        GrpcServerResource.of("grpc", wanted, address -> NettyServerBuilder.forPort(0));
    try {
      assertThatIllegalStateException()
          .isThrownBy(server::start)
          .withMessageContaining("grpc was to listen on port " + wanted.getPort());
    } finally {
      server.stop();
    }
  }

  @Test
  void aChannelCountsItsConnectionsAndRefusesCallsWhileItIsClosed() throws Exception {
    GrpcPair pair = new GrpcPair();
    try (Rehearsal rehearsal = Rehearsal.of(pair.client(), CheckpointSettings.defaults())) {
      rehearsal.at(
          Moment.FROZEN,
          () ->
              assertThatExceptionOfType(StatusRuntimeException.class)
                  .isThrownBy(pair::use)
                  .matches(e -> e.getStatus().getCode() == Status.Code.UNAVAILABLE));
      for (int cycle = 0; cycle < 3; cycle++) {
        pair.use();
        CheckpointReport report = rehearsal.checkpoint();
        assertThat(report.count("closed")).as("%s", report).isEqualTo(1);
      }
      pair.use();
    } finally {
      pair.stop();
    }
  }

  private static InetSocketAddress freeAddress() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return (InetSocketAddress) free.getLocalSocketAddress();
    }
  }
}

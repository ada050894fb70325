// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.core.Deadline;
import dev.cracservers.testkit.ClientConnection.Reply;
import dev.cracservers.testkit.HttpConnection;
import dev.cracservers.testkit.real.CracCommand;
import dev.cracservers.testkit.real.ImageSecrets;
import dev.cracservers.testkit.real.JavaHomes;
import dev.cracservers.testkit.real.LaunchedServer;
import dev.cracservers.testkit.real.RealCheckpoint;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@RealCheckpoint
class NettyServerIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int CYCLES = 3;

  @TempDir Path folder;

  /** What event loops leave in an image depends on Java where they are kept. */
  static Stream<Arguments> servers() {
    Path ours = Path.of(System.getProperty("java.home"));
    return Stream.concat(
        JavaHomes.byVersion().values().stream()
            .flatMap(
                home ->
                    Stream.of(
                        Arguments.of(home, "NIO", "shared"),
                        Arguments.of(home, "EPOLL", "shared"),
                        Arguments.of(home, "IO_URING", "rebuilt"))),
        Stream.of(
            Arguments.of(ours, "NIO", "rebuilt"),
            Arguments.of(ours, "EPOLL", "rebuilt"),
            Arguments.of(ours, "REACTOR", "shared")));
  }

  @ParameterizedTest
  @MethodSource("servers")
  void finishesItsRequestsAndServesTheSameAfterEachRestore(
      Path javaHome, String transport, String loops) throws Exception {
    int port = freePort();
    try (LaunchedServer server = new LaunchedServer(folder)) {
      server.start(
          javaHome,
          "-Xmx256m",
          "-cp",
          System.getProperty("java.class.path"),
          QuickServer.class.getName(),
          Integer.toString(port),
          transport,
          loops);
      awaitAnswer(server, port);
      for (int cycle = 0; cycle < CYCLES; cycle++) {
        try (HttpConnection idle = connect(port);
            HttpConnection slow = connect(port)) {
          idle.get("/quick");
          slow.send("/gated");
          CracCommand.Ended ended = server.checkpoint();

          assertThat(ended.status()).as(ended.output() + server.log()).isZero();
          Reply reply = slow.receive();
          assertThat(reply.body()).isEqualTo("gated");
          assertThat(reply.headers()).containsEntry("connection", "close");
        }
        port = freePort();
        server.restore("--set", "netty.http.port=" + port);
        awaitAnswer(server, port);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = SslProvider.class,
      names = {"JDK", "OPENSSL"})
  void servesOverTlsAfterEachRestore(SslProvider provider) throws Exception {
    TestKeys keys = TestKeys.create(folder);
    int port = freePort();
    try (LaunchedServer server = new LaunchedServer(folder)) {
      server.start(
          Path.of(System.getProperty("java.home")),
          "-Xmx256m",
          "-cp",
          System.getProperty("java.class.path"),
          QuickServer.class.getName(),
          Integer.toString(port),
          "NIO",
          "rebuilt",
          keys.key().store().toString(),
          provider.name());
      awaitTlsAnswer(server, keys, port);
      for (int cycle = 0; cycle < 2; cycle++) {
        CracCommand.Ended ended;
        try (Http2Client slow = new Http2Client(port, keys.http2Client())) {
          slow.send("/gated");
          slow.send("/quick");
          assertThat(slow.receive()).isEqualTo("quick");
          ended = server.checkpoint();
          assertThat(slow.receive()).isEqualTo("gated");
        }
        assertThat(ended.status()).as(ended.output() + server.log()).isZero();
        assertThat(ImageSecrets.copies(server.image(), keys.key().privateKey())).isEmpty();
        server.restore();
        awaitTlsAnswer(server, keys, port);
      }
    }
  }

  private static void awaitTlsAnswer(LaunchedServer server, TestKeys keys, int port)
      throws Exception {
    boolean listens = Deadline.after(PATIENCE).await(() -> !server.isAlive() || isListening(port));
    assertThat(listens && server.isAlive()).as(server.log()).isTrue();
    try (Http2Client client = new Http2Client(port, keys.http2Client())) {
      client.send("/quick");
      assertThat(client.receive()).as(server.log()).isEqualTo("quick");
    }
  }

  private static boolean isListening(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  private static void awaitAnswer(LaunchedServer server, int port) throws Exception {
    boolean answered = Deadline.after(PATIENCE).await(() -> !server.isAlive() || isAnswering(port));
    assertThat(answered && server.isAlive()).as(server.log()).isTrue();
  }

  private static boolean isAnswering(int port) {
    try (HttpConnection connection = connect(port)) {
      return connection.get("/quick").body().equals("quick");
    } catch (ConnectException notYet) {
      return false;
    } catch (IOException e) {
      throw new AssertionError("a connection was accepted, but not served", e);
    }
  }

  private static HttpConnection connect(int port) throws IOException {
    return HttpConnection.over(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core.sockets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.cracservers.core.Deadline;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OwnSocketsTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @Test
  void listsConnectionsToAPortAndNoListener() throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket client = new Socket(listener.getInetAddress(), listener.getLocalPort());
        Socket accepted = listener.accept()) {
      assertThat(OwnSockets.to(Set.of(listener.getLocalPort())))
          .singleElement()
          .satisfies(found -> assertThat(found.local()).isEqualTo(client.getLocalSocketAddress()));
      assertThat(OwnSockets.to(Set.of(client.getLocalPort())))
          .singleElement()
          .satisfies(
              found -> assertThat(found.remote()).isEqualTo(accepted.getRemoteSocketAddress()));
    }
    assertThat(OwnSockets.to(Set.of())).isEmpty();
  }

  @Test
  void returnsOnceTheLastSocketIsClosed() throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = listener.getLocalPort();
      AtomicInteger looks = new AtomicInteger();
      OwnSockets.awaitGone(
          "the listener",
          socket -> socket.local().getPort() == port,
          "close it",
          Deadline.after(LONG),
          deadline -> {
            if (looks.incrementAndGet() == 3) {
              end(listener);
            }
          });
      assertThat(looks).hasValue(3);
    }
  }

  @Test
  void namesASocketThatStaysOpen() throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = listener.getLocalPort();
      assertThatIOException()
          .isThrownBy(
              () ->
                  OwnSockets.awaitGone(
                      "orders",
                      socket -> socket.local().getPort() == port,
                      "stop the server",
                      Deadline.after(Duration.ofMillis(50))))
          .withMessageMatching(
              "orders has closed its sockets, but after \\d+ ms 1 are open: fd \\d+ listening at .*:"
                  + port
                  + "; stop the server");
    }
  }

  private static void end(Closeable closeable) throws IOException {
    closeable.close();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cracservers.core.Deadline;
import dev.cracservers.core.sockets.OpenDescriptors;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ListeningSocketTest {
  private static final Deadline PATIENT = Deadline.after(Duration.ofSeconds(10));

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "127.0.0.1", "::", "::1"})
  void aSocketThatListensIsFoundAndAwaited(String host) throws Exception {
    ServerSocketChannel channel =
        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getByName(host), 0));
    TcpAddress address = new TcpAddress((InetSocketAddress) channel.getLocalAddress());
    ListeningSocket socket = ListeningSocket.at(address);

    assertThat(OpenDescriptors.heldOf(address.listening())).hasSize(1);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> socket.awaitRelease(Deadline.after(Duration.ofMillis(20))))
        .withMessageContaining(address.toString());

    channel.close();
    socket.awaitRelease(PATIENT);
    assertThat(OpenDescriptors.heldOf(address.listening())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void anAcceptedConnectionIsFoundUntilItIsClosed(String host) throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getByName(host));
        Socket client = new Socket(host, listener.getLocalPort())) {
      InetSocketAddress address = (InetSocketAddress) listener.getLocalSocketAddress();
      Socket accepted = listener.accept();

      assertThat(new TcpAddress(address).ownAccepted()).hasSize(1);
      assertThat(new TcpAddress((InetSocketAddress) client.getLocalSocketAddress()).ownAccepted())
          .hasSize(1);

      accepted.close();
      assertThat(new TcpAddress(address).ownAccepted()).isEmpty();
    }
  }

  @Test
  void aUnixSocketIsFoundByItsPath(@TempDir Path folder) throws Exception {
    UnixPath path = new UnixPath(folder.resolve("a path"));
    ServerSocketChannel listener =
        ServerSocketChannel.open(StandardProtocolFamily.UNIX)
            .bind(UnixDomainSocketAddress.of(path.path()));
    ListeningSocket socket = ListeningSocket.at(path);
    assertThat(path.listening()).hasSize(1);
    try (UnixSocket client = UnixSocket.connect(path.path())) {
      SocketChannel accepted = listener.accept();
      assertThat(path.ownAccepted()).hasSize(1);
      assertThat(client.getInputStream()).isNotNull();
      accepted.close();
      assertThat(path.ownAccepted()).isEmpty();
    }
    path.removeStale();
    assertThat(path.isFree()).as("somebody listens").isFalse();

    listener.close();
    socket.awaitRelease(PATIENT);
    path.removeStale();
    assertThat(path.isFree()).isTrue();
  }
}

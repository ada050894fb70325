// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KernelSocketTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final String TITLE =
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";
  private static final String REST = " 00000000:00000000 00:00000000 00000000  1000        0 ";

  @TempDir Path tables;

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "127.0.0.1", "::", "::1"})
  void aSocketThatListensIsListedUntilItIsClosed(String host) throws Exception {
    InetSocketAddress address;
    try (ServerSocketChannel listener =
        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getByName(host), 0))) {
      address = (InetSocketAddress) listener.getLocalAddress();

      assertThat(KernelSocket.tcpListening()).filteredOn(each -> each.isAt(address)).hasSize(1);
      assertThat(KernelSocket.tcp())
          .filteredOn(each -> each.isAt(address))
          .singleElement()
          .satisfies(
              socket -> {
                assertThat(socket.isListening()).isTrue();
                assertThat(socket.local()).isEqualTo(address);
                assertThat(socket.remote().getPort()).isZero();
                assertThat(OpenDescriptors.now().holds(socket.inode())).isTrue();
              });
    }
    assertThat(KernelSocket.tcp()).noneMatch(each -> each.isListening() && each.isAt(address));
  }

  @Test
  void bothEndsOfAConnectionAreListedWithTheirAddresses() throws Exception {
    // It is one of IPv6, which stands for one of IPv4 here.
    try (ServerSocket listener = new ServerSocket(0, 1);
        Socket client = new Socket(LOOPBACK, listener.getLocalPort());
        Socket accepted = listener.accept()) {
      InetSocketAddress here = (InetSocketAddress) accepted.getLocalSocketAddress();
      InetSocketAddress there = (InetSocketAddress) client.getLocalSocketAddress();

      assertThat(KernelSocket.tcp())
          .filteredOn(each -> each.isAt(here))
          .filteredOn(each -> !each.isListening())
          .singleElement()
          .satisfies(socket -> assertThat(socket.remote()).isEqualTo(there));
      assertThat(KernelSocket.tcp())
          .filteredOn(each -> each.isAt(there))
          .singleElement()
          .satisfies(socket -> assertThat(socket.remote()).isEqualTo(here));
      assertThat(KernelSocket.tcpListening()).noneMatch(each -> each.isAt(there));
    }
  }

  @Test
  void itIsAtItsOwnAddressAndAtTheOneForAll() throws Exception {
    InetAddress other = InetAddress.getByAddress(new byte[] {127, 0, 0, 2});
    KernelSocket socket =
        new KernelSocket(
            1, false, new InetSocketAddress(LOOPBACK, 8080), new InetSocketAddress(other, 9090));

    assertThat(socket.isAt(new InetSocketAddress(LOOPBACK, 8080))).isTrue();
    assertThat(socket.isAt(new InetSocketAddress(8080))).isTrue();
    assertThat(socket.isAt(new InetSocketAddress(other, 8080))).isFalse();
    assertThat(socket.isAt(new InetSocketAddress(LOOPBACK, 9090))).isFalse();
  }

  @Test
  void aSocketOfUdpIsListed() throws Exception {
    try (DatagramSocket bound = new DatagramSocket(0, LOOPBACK)) {
      InetSocketAddress address = (InetSocketAddress) bound.getLocalSocketAddress();
      assertThat(KernelSocket.udp())
          .filteredOn(each -> each.isAt(address))
          .singleElement()
          .satisfies(socket -> assertThat(socket.isListening()).isFalse());
    }
  }

  @Test
  void whatNoProcessCanHaveIsLeftOut() throws Exception {
    Files.write(
        tables.resolve("tcp"),
        List.of(
            TITLE,
            "   0: 00000000:1F90 00000000:0000 0A" + REST + "4711 1 0000000000000000 100 0",
            "   1: 00000000:1F90 00000000:D431 06" + REST + "0 3 0000000000000000"));

    assertThat(KernelSocket.read(tables, "tcp", false))
        .containsExactly(
            new KernelSocket(4711, true, new InetSocketAddress(8080), new InetSocketAddress(0)));
  }

  @Test
  void ofThoseThatListenNoOthersAreRead() throws Exception {
    Files.write(
        tables.resolve("tcp"),
        List.of(
            TITLE,
            "   0: 00000000:1F90 00000000:0000 0A" + REST + "1 1 0000000000000000 100 0",
            "   1: 00000000:1F90 00000000:D431 01" + REST + "2 1 0000000000000000 20 4",
            "not read"));
    Files.write(
        tables.resolve("tcp6"),
        List.of(
            TITLE,
            "   0: 00000000000000000000000000000000:1F91 00000000000000000000000000000000:0000 0A"
                + REST
                + "3 1 0000000000000000 100 0"));

    assertThat(KernelSocket.read(tables, "tcp", true))
        .extracting(KernelSocket::inode)
        .containsExactly(1L, 3L);
  }

  @Test
  void thereAreNoneWhereTheKernelListsNone() throws Exception {
    assertThat(KernelSocket.read(tables, "tcp", false)).isEmpty();
  }
}

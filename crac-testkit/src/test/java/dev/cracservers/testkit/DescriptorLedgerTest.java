// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DescriptorLedgerTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @TempDir Path folder = Path.of("");

  private final DescriptorLedger before = DescriptorLedger.now();

  @Test
  void aListenerIsNamedByAddressAndState() throws Exception {
    try (ServerSocketChannel listener =
        ServerSocketChannel.open().bind(new InetSocketAddress(LOOPBACK, 0))) {
      int port = listener.socket().getLocalPort();

      Descriptor only = onlyOpened();

      assertThat(only.detail()).contains("127.0.0.1:" + port, "LISTEN").startsWith("tcp");
      assertThat(only.localPort()).isEqualTo(port);
      assertThat(only.remotePort()).isZero();
      assertThat(only.target()).startsWith("socket:[");
      assertThat(only)
          .asString()
          .startsWith("fd " + only.number() + " socket:[")
          .endsWith("LISTEN");
    }
  }

  @Test
  void aListenerOnIpv6IsNamedToo() throws Exception {
    InetAddress wildcard = Inet6Address.getByAddress(new byte[16]);
    try (ServerSocketChannel listener =
        ServerSocketChannel.open().bind(new InetSocketAddress(wildcard, 0))) {
      assertThat(onlyOpened().detail())
          .isEqualTo("tcp6 [::]:" + listener.socket().getLocalPort() + " LISTEN");
    }
  }

  @Test
  void bothEndsOfAConnectionAreTold() throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 1, LOOPBACK);
        Socket client = new Socket(LOOPBACK, listener.getLocalPort());
        Socket server = listener.accept()) {
      assertThat(opened())
          .extracting(Descriptor::localPort)
          .containsExactlyInAnyOrder(
              listener.getLocalPort(), client.getLocalPort(), server.getLocalPort());
      assertThat(opened())
          .filteredOn(each -> each.remotePort() == listener.getLocalPort())
          .singleElement()
          .asString()
          .contains(
              "127.0.0.1:" + client.getLocalPort() + " -> 127.0.0.1:" + listener.getLocalPort(),
              "ESTABLISHED");
    }
  }

  @Test
  void aUdpSocketIsNamed() throws Exception {
    try (DatagramChannel channel =
        DatagramChannel.open(StandardProtocolFamily.INET)
            .bind(new InetSocketAddress(LOOPBACK, 0))) {
      assertThat(onlyOpened().detail())
          .isEqualTo("udp 127.0.0.1:" + channel.socket().getLocalPort());
    }
  }

  @Test
  void aUnixSocketIsNamedByItsPathAndItsClientIsToldToo() throws Exception {
    Path path = folder.resolve("s");
    try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(path));
      try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path));
          SocketChannel server = listener.accept()) {
        assertThat(client.isConnected() && server.isConnected()).isTrue();
        assertThat(opened())
            .extracting(Descriptor::detail)
            .containsExactlyInAnyOrder("unix " + path, "unix " + path, "unix (no name)");
      }
    }
  }

  @Test
  void filesAndSelectorsAreTold() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    try (InputStream in = Files.newInputStream(file);
        Selector selector = Selector.open()) {
      assertThat(in.available()).isZero();
      assertThat(selector.isOpen()).isTrue();
      assertThat(opened())
          .extracting(Descriptor::target)
          .contains(file.toRealPath().toString(), "anon_inode:[eventpoll]");
    }
  }

  @Test
  void whatEveryJvmHasIsLeftOut() throws Exception {
    Path jar = Path.of(Test.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (InputStream random = Files.newInputStream(Path.of("/dev/random"));
        InputStream urandom = Files.newInputStream(Path.of("/dev/urandom"));
        JarFile opened = new JarFile(jar.toFile())) {
      assertThat(random.read() + urandom.read()).isNotNegative();
      assertThat(opened.size()).isPositive();
      assertThat(DescriptorLedger.now().descriptors())
          .extracting(Descriptor::target)
          .noneMatch(target -> target.matches("/dev/u?random|.*\\.jar|.*/modules|/proc/.*"));
    }
  }

  @Test
  void aUnixListenerWithoutClientsIsNoMarker() throws Exception {
    Path path = folder.resolve("s");
    try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(path));

      assertThat(onlyOpened().detail()).isEqualTo("unix " + path);
    }
  }

  @Test
  void theMarkerOfClosedSocketsIsLeftOut() throws Exception {
    ServerSocketChannel.open().bind(new InetSocketAddress(LOOPBACK, 0)).close();

    assertThat(nameless(DescriptorLedger.now())).isEmpty();
    assertThat(markers()).isPositive();
  }

  @Test
  void whatWasClosedIsGone() throws Exception {
    InputStream in = Files.newInputStream(Path.of("/dev/zero"));
    assertThat(opened()).hasSize(1);
    in.close();

    assertThat(opened()).isEmpty();
  }

  @Test
  void aLedgerIsTakenApartByMinusAndWithout() throws Exception {
    try (InputStream one = Files.newInputStream(Path.of("/dev/zero"))) {
      DescriptorLedger first = DescriptorLedger.now();
      try (InputStream two = Files.newInputStream(Path.of("/dev/full"))) {
        assertThat(one.available() + two.available()).isZero();
        DescriptorLedger both = DescriptorLedger.now().minus(before);

        assertThat(both.descriptors()).hasSize(2);
        assertThat(both.minus(first).toString()).endsWith(" /dev/full");
        assertThat(both.without(each -> each.target().equals("/dev/full")).toString())
            .endsWith(" /dev/zero");
        assertThat(first.minus(both).minus(before).descriptors()).isEmpty();
      }
    }
  }

  /** Sockets that the ledger leaves out. */
  private static long markers() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      long sockets = all.filter(DescriptorLedgerTest::isSocket).count();
      return sockets
          - DescriptorLedger.now().descriptors().stream()
              .filter(each -> each.target().startsWith("socket:"))
              .count();
    }
  }

  private static boolean isSocket(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }

  private static List<Descriptor> nameless(DescriptorLedger ledger) {
    return ledger.without(each -> !each.detail().equals("unix (no name)")).descriptors();
  }

  private List<Descriptor> opened() {
    return DescriptorLedger.now().minus(before).descriptors();
  }

  private Descriptor onlyOpened() {
    assertThat(opened()).hasSize(1);
    return opened().get(0);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core.sockets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class OpenDescriptorsTest {
  private static final int LOOKS = 300;
  private static final long NOBODYS = Long.MAX_VALUE;

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void makeFile() throws IOException {
    file = Files.createFile(folder.resolve("file")).toRealPath();
  }

  @Test
  void aFileIsOpenUntilItIsClosed() throws Exception {
    try (InputStream open = Files.newInputStream(file)) {
      assertThat(open).isEmpty();
      assertThat(OpenDescriptors.now().targets()).contains(file.toString());
    }
    assertThat(OpenDescriptors.now().targets()).doesNotContain(file.toString());
  }

  @Test
  void aSocketIsKnownByItsInodeUntilItIsClosed() throws Exception {
    KernelSocket socket;
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      socket = listening(listener);
      OpenDescriptors open = OpenDescriptors.now();
      Path descriptor = Path.of("/proc/self/fd/" + open.numberOf(socket).orElseThrow());

      assertThat(Files.readSymbolicLink(descriptor))
          .hasToString(OpenDescriptors.nameOf(socket.inode()));
      assertThat(open.holds(socket.inode())).isTrue();
      assertThat(open.holds(NOBODYS)).isFalse();
      assertThat(OpenDescriptors.heldOf(Set.of(NOBODYS, socket.inode())))
          .containsExactly(socket.inode());
    }
    assertThat(OpenDescriptors.now().numberOf(socket)).isEmpty();
    assertThat(OpenDescriptors.heldOf(Set.of(socket.inode()))).isEmpty();
  }

  @Test
  void whatIsOpenIsListedThoughOthersComeAndGoMeanwhile() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    // Its number is below that of the socket, and free again for those that come and go.
    InputStream lower = Files.newInputStream(file);
    Thread busy = new Thread(() -> openAndClose(done), "busy");
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      lower.close();
      busy.start();
      KernelSocket socket = listening(listener);
      for (int look = 0; look < LOOKS; look++) {
        assertThat(OpenDescriptors.now().holds(socket.inode())).isTrue();
      }
      assertThat(SocketHolder.of(Set.of(socket.inode())))
          .hasValueSatisfying(holder -> assertThat(holder.isThisProcess()).isTrue());
    } finally {
      done.set(true);
      busy.join();
    }
  }

  @Test
  void aProcessThatIsGoneCannotBeLookedInto() {
    assertThatIOException().isThrownBy(() -> OpenDescriptors.of(folder.resolve("gone")));
  }

  private static KernelSocket listening(ServerSocket listener) throws IOException {
    InetSocketAddress address = (InetSocketAddress) listener.getLocalSocketAddress();
    return KernelSocket.tcpListening().stream()
        .filter(each -> each.isAt(address))
        .findFirst()
        .orElseThrow();
  }

  private void openAndClose(AtomicBoolean done) {
    while (!done.get()) {
      try {
        Files.newInputStream(file).close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}

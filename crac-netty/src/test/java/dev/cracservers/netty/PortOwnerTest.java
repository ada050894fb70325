// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PortOwnerTest {
  private static final int LOOKS = 300;

  @TempDir Path folder;

  @Test
  void isFoundThoughOtherDescriptorsOfItComeAndGo() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    Path file = Files.createFile(folder.resolve("file"));
    // Its number is below that of the socket, and free again for those that come and go.
    InputStream lower = Files.newInputStream(file);
    Thread busy = new Thread(() -> openAndClose(file, done), "busy");
    try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      lower.close();
      busy.start();
      for (int look = 0; look < LOOKS; look++) {
        assertThat(new PortOwner("udp").of((InetSocketAddress) taken.getLocalSocketAddress()))
            .startsWith("Process " + ProcessHandle.current().pid() + " has it: ");
      }
    } finally {
      done.set(true);
      busy.join();
    }
  }

  private static void openAndClose(Path file, AtomicBoolean done) {
    while (!done.get()) {
      try {
        Files.newInputStream(file).close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}

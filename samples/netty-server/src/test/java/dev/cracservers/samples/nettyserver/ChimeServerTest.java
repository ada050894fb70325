// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.nettyserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.testkit.SimulatedCheckpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.crac.Core;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The same assertions cold and after a simulated checkpoint, on any JDK. */
class ChimeServerTest {
  @AfterEach
  void clearSettings() {
    System.clearProperty("netty.http.port");
  }

  @Test
  void servesTheSameColdAndAfterSimulatedCheckpoints() throws Exception {
    int port = freePort();
    System.setProperty("netty.http.port", Integer.toString(port));
    ChimeServer server = new ChimeServer();
    try {
      new ChimeClient(port).assertWorks();
      for (int cycle = 1; cycle <= 3; cycle++) {
        int portAtRestore = freePort();
        try (SimulatedCheckpoint image = SimulatedCheckpoint.open()) {
          image.withSetting("netty.http.port", Integer.toString(portAtRestore));
          Core.checkpointRestore();
        }
        ChimeClient client = new ChimeClient(portAtRestore);
        client.assertWorks();
        assertThat(client.report()).contains("RESTORED");
      }
    } finally {
      server.stop();
    }
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}

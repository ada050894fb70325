// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.jettyserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.samples.jettyserver.SlowCall.Outcome;
import dev.cracservers.testkit.SimulatedCheckpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.crac.Core;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same assertions cold and after a simulated checkpoint, on any JDK. */
class NotesServerTest {
  @TempDir Path folder;

  @AfterEach
  void clearSettings() {
    System.getProperties().keySet().removeIf(name -> name.toString().matches("db\\..*|jetty\\..*"));
  }

  @Test
  void servesTheSameColdAndAfterSimulatedCheckpoints() throws Exception {
    int port = freePort();
    int otherPort = freePort();
    try (NotesDatabase database = NotesDatabase.start(folder)) {
      System.setProperty("jetty.http.port", Integer.toString(port));
      System.setProperty("db.url", database.url());
      System.setProperty("db.user", "alice");
      System.setProperty("db.password", "alice");
      NotesServer server = new NotesServer();
      try {
        new NotesClient(port).assertWorks();
        for (int cycle = 1; cycle <= 3; cycle++) {
          checkpoint(port, otherPort);
          NotesClient client = new NotesClient(otherPort);
          client.assertWorks();
          assertThat(client.report().at("/report/outcome").asText()).isEqualTo("RESTORED");
        }
      } finally {
        server.stop();
      }
    }
  }

  private static void checkpoint(int port, int portAtRestore) throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open()) {
      image
          .withSetting("jetty.http.port", Integer.toString(portAtRestore))
          .withVariable("DB_USER", "bob")
          .withVariable("DB_PASSWORD", "bob")
          .whileFrozen(() -> assertThat(new SlowCall(port, 0).run()).isEqualTo(Outcome.REFUSED));
      Core.checkpointRestore();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}

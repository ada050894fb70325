// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.testkit.Http2Connection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Requests of HTTP/2 that take the server a second, each on a connection of its own. */
record SlowStreams(List<Http2Connection> connections) {
  private static final String SLOW = "/slow?millis=1000";

  static SlowStreams begin(int port, int count) throws IOException {
    List<Http2Connection> connections = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Http2Connection connection =
          Http2Connection.over(new Socket(InetAddress.getLoopbackAddress(), port));
      connections.add(connection);
      assertThat(connection.get("/greeting").body()).isEqualTo("hello");
      connection.send(SLOW);
    }
    return new SlowStreams(connections);
  }

  void assertAnswered() throws IOException {
    for (Http2Connection connection : connections) {
      try (connection) {
        assertThat(connection.receive().body()).contains("done by ");
      }
    }
  }
}

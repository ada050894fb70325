// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Optional;

/**
 * A started HTTP server with the resource that takes its connector through a checkpoint.
 *
 * <p>It answers two paths with status 200: {@code /quick} at once with {@code quick}, and {@code
 * /gated}, once the gate it was started with is open, with {@code gated}. {@link #stop()} comes
 * after the gate was opened.
 */
public interface ConnectorFixture extends ResourceFixture {

  /** Returns the port on which it listens, or did when it last listened. */
  int port();

  /**
   * Returns the name of the setting by which a restore moves it to another port; empty if there is
   * none.
   */
  default Optional<String> portSetting() {
    return Optional.empty();
  }

  /** Opens a connection to it; override it for TLS. */
  default Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), port());
  }

  /** Opens a connection that speaks HTTP; override it for another version than HTTP/1.1. */
  default ClientConnection open() throws IOException {
    return HttpConnection.over(connect());
  }

  /** Asks for {@code /quick} on a connection of its own. */
  @Override
  default void use() throws IOException {
    try (ClientConnection connection = open()) {
      ClientConnection.Reply reply = connection.get("/quick");
      if (reply.status() != 200 || !reply.body().equals("quick")) {
        throw new IOException("/quick answered " + reply);
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import dev.cracservers.testkit.ClientConnection.Reply;
import dev.cracservers.testkit.ConnectorFixture;
import dev.cracservers.testkit.HttpConnection;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that sends what bytes it likes, when it likes. For one thread. */
final class RawClient implements AutoCloseable {
  private final Socket socket;
  private final HttpConnection connection;

  private RawClient(Socket socket) throws IOException {
    this.socket = socket;
    this.connection = HttpConnection.over(socket);
  }

  static RawClient connect(ConnectorFixture server) throws IOException {
    return new RawClient(server.connect());
  }

  void send(String bytes) throws IOException {
    socket.getOutputStream().write(bytes.getBytes(StandardCharsets.US_ASCII));
  }

  Reply get(String path) throws IOException {
    return connection.get(path);
  }

  Reply receive() throws IOException {
    return connection.receive();
  }

  /** Waits for the next byte or the end, and returns whether it is the end. */
  boolean isAtEnd() throws IOException {
    return socket.getInputStream().read() < 0;
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}

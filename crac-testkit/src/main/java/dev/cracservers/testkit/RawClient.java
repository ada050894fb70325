// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit;

import dev.cracservers.testkit.ClientConnection.Reply;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that sends what bytes it likes, when it likes. For one thread. */
public final class RawClient implements AutoCloseable {
  private final Socket socket;
  private final HttpConnection connection;

  private RawClient(Socket socket) throws IOException {
    this.socket = socket;
    this.connection = HttpConnection.over(socket);
  }

  /** Opens a connection; in the time after, nothing is sent but what the caller sends. */
  public static RawClient connect(ConnectorFixture server) throws IOException {
    return new RawClient(server.connect());
  }

  /** Sends the text as it is. */
  public void send(String bytes) throws IOException {
    socket.getOutputStream().write(bytes.getBytes(StandardCharsets.US_ASCII));
  }

  /** Sends a request and waits for its answer. */
  public Reply get(String path) throws IOException {
    return connection.get(path);
  }

  /** Waits for the answer to the first request that has none. */
  public Reply receive() throws IOException {
    return connection.receive();
  }

  /** Waits for the next byte or the end, and returns whether it is the end. */
  public boolean isAtEnd() throws IOException {
    return socket.getInputStream().read() < 0;
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}

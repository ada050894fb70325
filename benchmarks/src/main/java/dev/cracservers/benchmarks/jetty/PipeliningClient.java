// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.benchmarks.jetty;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Sends requests in batches on one connection, whose answers all have the same length. */
final class PipeliningClient implements AutoCloseable {
  private static final String REQUEST = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
  private static final int BATCH = 64;

  private final Socket socket;
  private final DataInputStream in;
  private final byte[] requests = REQUEST.repeat(BATCH).getBytes(StandardCharsets.US_ASCII);
  private final byte[] answers;

  private PipeliningClient(Socket socket) throws IOException {
    this.socket = socket;
    in = new DataInputStream(socket.getInputStream());
    answers = new byte[BATCH * answerLength()];
  }

  static PipeliningClient connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    return new PipeliningClient(socket);
  }

  /** Sends at least this many requests and awaits their answers. */
  void send(int atLeast) throws IOException {
    for (int answered = 0; answered < atLeast; answered += BATCH) {
      socket.getOutputStream().write(requests);
      in.readFully(answers);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private int answerLength() throws IOException {
    socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
    StringBuilder answer = new StringBuilder();
    while (!answer.toString().endsWith("\r\n\r\nok")) {
      answer.append((char) in.readUnsignedByte());
    }
    return answer.length();
  }
}

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

  double requestsPerSecond(long nanos) throws IOException {
    long begun = System.nanoTime();
    long elapsed = 0;
    long answered = 0;
    while (elapsed < nanos) {
      socket.getOutputStream().write(requests);
      in.readFully(answers);
      answered += BATCH;
      elapsed = System.nanoTime() - begun;
    }
    return answered * 1e9 / elapsed;
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

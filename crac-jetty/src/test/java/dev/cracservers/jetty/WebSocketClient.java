// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** A WebSocket client that answers a close only if it is told to; RFC 6455. For one thread. */
final class WebSocketClient implements AutoCloseable {
  private static final int FINAL = 0x80;
  private static final int MASKED = 0x80;
  private static final int TEXT = 1;
  private static final int CLOSE = 8;

  private final Socket socket;
  private final DataInputStream in;
  private CompletableFuture<Integer> closeStatus = new CompletableFuture<>();

  private WebSocketClient(Socket socket) throws IOException {
    this.socket = socket;
    in = new DataInputStream(socket.getInputStream());
  }

  static WebSocketClient connect(int port, String path) throws IOException {
    WebSocketClient client =
        new WebSocketClient(new Socket(InetAddress.getLoopbackAddress(), port));
    String request =
        "GET "
            + path
            + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    client.socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    String status = client.line();
    if (!status.contains(" 101 ")) {
      throw new IOException(status);
    }
    String header;
    do {
      header = client.line();
    } while (!header.isEmpty());
    return client;
  }

  /** Sends a text and waits for the same. */
  void echo(String text) throws IOException {
    send(TEXT, text.getBytes(StandardCharsets.UTF_8));
    byte[] answer = receive(TEXT);
    if (!text.equals(new String(answer, StandardCharsets.UTF_8))) {
      throw new IOException("got " + new String(answer, StandardCharsets.UTF_8));
    }
  }

  /** Waits on a thread of its own for a close frame, and answers it. */
  void answerClose() {
    closeStatus =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                byte[] payload = receive(CLOSE);
                send(CLOSE, payload);
                return status(payload);
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
  }

  /** Returns the status of the close that was answered. */
  int closeStatus() {
    return closeStatus.join();
  }

  /** Returns the status of a close that has come and is not answered. */
  int readClose() throws IOException {
    return status(receive(CLOSE));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private static int status(byte[] payload) {
    return ((payload[0] & 0xFF) << 8) | (payload[1] & 0xFF);
  }

  /** The mask is all zeroes, which leaves the payload as it is. */
  private void send(int opcode, byte[] payload) throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(FINAL | opcode);
    frame.write(MASKED | payload.length);
    frame.write(new byte[4]);
    frame.write(payload);
    OutputStream out = socket.getOutputStream();
    out.write(frame.toByteArray());
  }

  private byte[] receive(int opcode) throws IOException {
    int first = in.readUnsignedByte();
    if (first != (FINAL | opcode)) {
      throw new IOException("unexpected frame " + first);
    }
    byte[] payload = new byte[in.readUnsignedByte()];
    in.readFully(payload);
    return payload;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.readUnsignedByte(); c != '\n'; c = in.readUnsignedByte()) {
      line.append((char) c);
    }
    return line.toString().strip();
  }
}

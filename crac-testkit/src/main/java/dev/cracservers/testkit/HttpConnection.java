// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A kept-alive HTTP/1.1 connection of a test. */
public final class HttpConnection implements ClientConnection {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Socket socket;
  private final DescriptorLedger ownDescriptors;
  private boolean toldToGo;

  private HttpConnection(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout((int) PATIENCE.toMillis());
    ownDescriptors = DescriptorLedger.ofSocket(socket);
  }

  /**
   * Takes over a connected socket. A reply that stays out for 10 s is an IOException.
   *
   * @throws IOException if the socket is not usable
   */
  public static HttpConnection over(Socket connected) throws IOException {
    return new HttpConnection(connected);
  }

  @Override
  public void send(String path) throws IOException {
    String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public Reply receive() throws IOException {
    String statusLine = line();
    int status = Integer.parseInt(statusLine.split(" ", 3)[1]);
    Map<String, String> headers = new TreeMap<>();
    for (String header = line(); !header.isEmpty(); header = line()) {
      int colon = header.indexOf(':');
      headers.put(
          header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
    }
    toldToGo = "close".equalsIgnoreCase(headers.get("connection"));
    return new Reply(status, headers, body(headers));
  }

  @Override
  public boolean isToldToGo() {
    return toldToGo;
  }

  @Override
  public DescriptorLedger ownDescriptors() {
    return ownDescriptors;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private String body(Map<String, String> headers) throws IOException {
    if (headers.containsKey("content-length")) {
      return text(Integer.parseInt(headers.get("content-length")));
    }
    if (!"chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
      throw new IOException("a reply of unknown length: " + headers);
    }
    StringBuilder body = new StringBuilder();
    int size = Integer.parseInt(line(), 16);
    while (size > 0) {
      body.append(text(size));
      line();
      size = Integer.parseInt(line(), 16);
    }
    line();
    return body.toString();
  }

  private String text(int length) throws IOException {
    byte[] bytes = socket.getInputStream().readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the server closed after %d of %d".formatted(bytes.length, length));
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private String line() throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the server closed the connection, last was '" + line + "'");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}

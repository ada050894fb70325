// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLSocket;

/**
 * An HTTP/2 connection of a test, RFC 9113, on which GET requests follow one another. Of the
 * headers of a reply it decodes only whether the status is 200: servers send the status first, and
 * this one as a single byte.
 */
public final class Http2Connection implements ClientConnection {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int ACK = 0x1;
  private static final int END_STREAM = 0x1;
  private static final int END_HEADERS = 0x4;

  private static final byte[] CANCEL = {0, 0, 0, 8};

  private static final int METHOD_GET = 0x82;
  private static final int SCHEME_HTTP = 0x86;
  private static final int SCHEME_HTTPS = 0x87;
  private static final int PATH = 0x04;
  private static final int AUTHORITY = 0x01;
  private static final int STATUS_200 = 0x88;
  private static final int TABLE_SIZE_MASK = 0xE0;
  private static final int TABLE_SIZE = 0x20;

  private record Frame(int type, int flags, int stream, ByteBuffer payload) {
    boolean has(int flag) {
      return (flags & flag) != 0;
    }
  }

  private final Socket socket;
  private final DescriptorLedger ownDescriptors;
  private final DataInputStream in;
  private int lastStream = -1;
  private final List<Integer> goAways = new ArrayList<>();

  private Http2Connection(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout((int) PATIENCE.toMillis());
    ownDescriptors = DescriptorLedger.ofSocket(socket);
    in = new DataInputStream(socket.getInputStream());
    socket.getOutputStream().write(PREFACE.getBytes(StandardCharsets.US_ASCII));
    write(SETTINGS, 0, 0, new byte[0]);
  }

  /**
   * Takes over a connected socket, after ALPN if it is one of TLS, and begins with the preface.
   *
   * @throws IOException if the socket is not usable
   */
  public static Http2Connection over(Socket connected) throws IOException {
    return new Http2Connection(connected);
  }

  @Override
  public void send(String path) throws IOException {
    lastStream += 2;
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.write(METHOD_GET);
    block.write(socket instanceof SSLSocket ? SCHEME_HTTPS : SCHEME_HTTP);
    literal(block, PATH, path);
    literal(block, AUTHORITY, "localhost");
    write(HEADERS, END_STREAM | END_HEADERS, lastStream, block.toByteArray());
  }

  @Override
  public Reply receive() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int status = 0;
    while (true) {
      Frame frame = next();
      if (frame.stream() != lastStream) {
        continue;
      }
      switch (frame.type()) {
        case HEADERS -> status = status(frame.payload());
        case DATA -> body.write(frame.payload().array());
        case RST_STREAM -> throw new EOFException("the server reset the stream");
        default -> {
          continue;
        }
      }
      if (frame.has(END_STREAM)) {
        return new Reply(status, Map.of(), body.toString(StandardCharsets.UTF_8));
      }
    }
  }

  /** Cancels the last request: nobody waits for its answer any more. */
  public void reset() throws IOException {
    write(RST_STREAM, 0, lastStream, CANCEL);
  }

  /** Reads up to the end of the connection, and returns whether the server said GOAWAY before. */
  public boolean awaitGoodbye() throws IOException {
    try {
      while (true) {
        next();
      }
    } catch (EOFException end) {
      return isToldToGo();
    }
  }

  /** Reads up to the first GOAWAY; what comes behind it, such as a PING, is not read yet. */
  public void awaitGoAway() throws IOException {
    while (!isToldToGo()) {
      next();
    }
  }

  /** Returns the last stream that each GOAWAY which was read has named. */
  public List<Integer> goAways() {
    return List.copyOf(goAways);
  }

  @Override
  public boolean isToldToGo() {
    return !goAways.isEmpty();
  }

  @Override
  public DescriptorLedger ownDescriptors() {
    return ownDescriptors;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private Frame next() throws IOException {
    int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
    Frame frame =
        new Frame(in.readUnsignedByte(), in.readUnsignedByte(), in.readInt(), body(length));
    switch (frame.type()) {
      case SETTINGS, PING -> {
        if (!frame.has(ACK)) {
          write(frame.type(), ACK, 0, frame.type() == PING ? frame.payload().array() : new byte[0]);
        }
      }
      case GOAWAY -> goAways.add(frame.payload().getInt(0));
      default -> {}
    }
    return frame;
  }

  private ByteBuffer body(int length) throws IOException {
    byte[] body = new byte[length];
    in.readFully(body);
    return ByteBuffer.wrap(body);
  }

  /** Returns 200 if the block begins with that status, behind changes of the table's size; or 0. */
  private static int status(ByteBuffer block) {
    int first = block.get() & 0xFF;
    while ((first & TABLE_SIZE_MASK) == TABLE_SIZE) {
      boolean more = (first & ~TABLE_SIZE_MASK) == (0xFF & ~TABLE_SIZE_MASK);
      while (more) {
        more = block.get() < 0;
      }
      first = block.get() & 0xFF;
    }
    return first == STATUS_200 ? 200 : 0;
  }

  private void write(int type, int flags, int stream, byte[] payload) throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(payload.length >> 16);
    frame.write(payload.length >> 8);
    frame.write(payload.length);
    frame.write(type);
    frame.write(flags);
    for (int shift = 24; shift >= 0; shift -= 8) {
      frame.write(stream >> shift);
    }
    frame.write(payload);
    socket.getOutputStream().write(frame.toByteArray());
  }

  /** A field that is not to be indexed, with a name of the static table; RFC 7541. */
  private static void literal(ByteArrayOutputStream block, int name, String value)
      throws IOException {
    byte[] bytes = value.getBytes(StandardCharsets.US_ASCII);
    block.write(name);
    block.write(bytes.length);
    block.write(bytes);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;

/** A socket that sends only a part of what is written while it holds the rest. For one thread. */
final class HoldingSocket extends Socket {
  private final ByteArrayOutputStream held = new ByteArrayOutputStream();
  private boolean holding;

  HoldingSocket(int port) throws IOException {
    super(InetAddress.getLoopbackAddress(), port);
  }

  /** Sends the first half of each write from now on. */
  void hold() {
    holding = true;
  }

  /** Sends what it holds. */
  void release() throws IOException {
    holding = false;
    super.getOutputStream().write(held.toByteArray());
    held.reset();
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    OutputStream network = super.getOutputStream();
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        int sent = holding ? length / 2 : length;
        network.write(bytes, offset, sent);
        byte[] rest = Arrays.copyOfRange(bytes, offset + sent, offset + length);
        held.write(rest, 0, rest.length);
      }
    };
  }
}

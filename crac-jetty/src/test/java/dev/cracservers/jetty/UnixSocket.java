// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** A client's end of a unix socket, for what wants a {@link Socket}. It waits without a limit. */
final class UnixSocket extends Socket {
  private final SocketChannel channel;

  private UnixSocket(SocketChannel channel) {
    this.channel = channel;
  }

  static UnixSocket connect(Path path) throws IOException {
    try {
      return new UnixSocket(SocketChannel.open(UnixDomainSocketAddress.of(path)));
    } catch (SocketException nobodyThere) {
      ConnectException refused = new ConnectException(nobodyThere.getMessage());
      refused.initCause(nobodyThere);
      throw refused;
    }
  }

  @Override
  public InputStream getInputStream() {
    return Channels.newInputStream(channel);
  }

  @Override
  public OutputStream getOutputStream() {
    return Channels.newOutputStream(channel);
  }

  @Override
  public synchronized void setSoTimeout(int timeout) {}

  @Override
  public synchronized void close() throws IOException {
    channel.close();
  }
}

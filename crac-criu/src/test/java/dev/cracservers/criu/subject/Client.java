// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.subject;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A client whose connection a selector watches, and which connects again when it has ended. */
final class Client {
  private final AtomicInteger connected = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();

  Map<String, Subject.Order> orders() {
    return Map.of(
        "client", port -> start(Integer.parseInt(port)),
        "local-client", path -> startLocal(Path.of(path)),
        "client-connected", nothing -> connected.toString(),
        "client-ended", nothing -> ended.toString());
  }

  private String start(int port) throws IOException {
    SocketChannel first = connect(port);
    Thread thread = new Thread(() -> stayConnected(first, port), "client");
    thread.setDaemon(true);
    thread.start();
    return "connected";
  }

  /**
   * Connects past the gate of the JDK's network sockets, from {@code client-NUMBER} beside path.
   */
  private String startLocal(Path path) throws IOException {
    SocketChannel first = connect(path);
    Thread thread = new Thread(() -> stayConnected(first, path), "local-client");
    thread.setDaemon(true);
    thread.start();
    return "connected";
  }

  private SocketChannel connect(Path path) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    Path own = path.resolveSibling("client-" + connected.incrementAndGet());
    channel.bind(UnixDomainSocketAddress.of(own));
    channel.connect(UnixDomainSocketAddress.of(path));
    return channel;
  }

  /** The next connection is there before the one that has ended is closed. */
  private void stayConnected(SocketChannel first, Path path) {
    SocketChannel channel = first;
    try {
      while (true) {
        while (channel.read(ByteBuffer.allocate(1)) >= 0) {
          // Nothing comes but the end.
        }
        SocketChannel next = connect(path);
        channel.close();
        channel = next;
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private SocketChannel connect(int port) throws IOException {
    SocketChannel channel =
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    connected.incrementAndGet();
    return channel;
  }

  private void stayConnected(SocketChannel first, int port) {
    SocketChannel channel = first;
    try (Selector selector = Selector.open()) {
      while (true) {
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ);
        while (selector.select() == 0 || channel.read(ByteBuffer.allocate(1)) >= 0) {
          selector.selectedKeys().clear();
        }
        channel.close();
        selector.selectNow();
        ended.incrementAndGet();
        channel = connect(port);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}

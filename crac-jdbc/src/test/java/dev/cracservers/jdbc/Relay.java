// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import dev.cracservers.core.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A TCP relay before a database: its connections can be refused, or accepted and then held for a
 * while before the first byte gets through. One thread, whatever goes through.
 */
final class Relay implements AutoCloseable {
  private record Held(SocketChannel client, Deadline until) {}

  private final int target;
  private final Selector selector = Selector.open();
  private final ServerSocketChannel listener = ServerSocketChannel.open();
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
  private final Queue<Held> held = new ArrayDeque<>();
  private final AtomicInteger holding = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final CompletableFuture<Void> ended;
  private volatile Duration delay = Duration.ZERO;
  private volatile boolean refusing;
  private volatile boolean releasing;

  Relay(int target) throws IOException {
    this.target = target;
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    listener.configureBlocking(false);
    listener.register(selector, SelectionKey.OP_ACCEPT);
    ended = CompletableFuture.runAsync(this::run, Relay::start);
  }

  int port() {
    return listener.socket().getLocalPort();
  }

  int target() {
    return target;
  }

  /** Accepts connections from now on only to close them. */
  void refuse() {
    refused.set(0);
    refusing = true;
  }

  /** Returns how many connections were closed at once. */
  int refused() {
    return refused.get();
  }

  /** Lets no byte of new connections through for that long. */
  void delay(Duration duration) {
    delay = duration;
  }

  /** Returns how many connections are held. */
  int held() {
    return holding.get();
  }

  /** Serves from now on, those that are held at once. */
  void serve() {
    refusing = false;
    delay = Duration.ZERO;
    releasing = true;
    selector.wakeup();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    selector.wakeup();
    ended.join();
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "relay");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      while (listener.isOpen()) {
        // Only what is held has to be looked at again.
        selector.select(held.isEmpty() ? 0 : 1);
        for (SelectionKey key : selector.selectedKeys()) {
          if (key.isValid() && key.isAcceptable()) {
            accept();
          } else if (key.isValid()) {
            relay(key);
          }
        }
        selector.selectedKeys().clear();
        release();
      }
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
      for (Held each : held) {
        each.client().close();
      }
      selector.close();
    } catch (IOException e) {
      throw new IllegalStateException("the relay ends", e);
    }
  }

  private void accept() throws IOException {
    SocketChannel client = listener.accept();
    if (client == null) {
      return;
    }
    if (refusing) {
      refused.incrementAndGet();
      client.close();
    } else {
      held.add(new Held(client, Deadline.after(delay)));
      holding.incrementAndGet();
    }
  }

  private void release() throws IOException {
    boolean all = releasing;
    releasing = false;
    int count = held.size();
    for (int i = 0; i < count; i++) {
      Held each = held.remove();
      if (all || each.until().isExpired()) {
        connect(each.client());
        holding.decrementAndGet();
      } else {
        held.add(each);
      }
    }
  }

  private void connect(SocketChannel client) throws IOException {
    SocketChannel server = SocketChannel.open();
    server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
    client.configureBlocking(false);
    server.configureBlocking(false);
    client.register(selector, SelectionKey.OP_READ, server);
    server.register(selector, SelectionKey.OP_READ, client);
  }

  private void relay(SelectionKey key) throws IOException {
    SocketChannel from = (SocketChannel) key.channel();
    SocketChannel to = (SocketChannel) key.attachment();
    try {
      if (from.read(buffer.clear()) < 0) {
        throw new IOException("the end");
      }
      buffer.flip();
      while (buffer.hasRemaining()) {
        to.write(buffer);
      }
    } catch (IOException eitherHasEnded) {
      from.close();
      to.close();
    }
  }
}

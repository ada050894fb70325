// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.subject;

import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the program holds open until it is told to let go. */
final class Holdings {
  private final Map<String, Closeable> held = new ConcurrentHashMap<>();

  Map<String, Subject.Order> orders() {
    return Map.of(
        "connect", port -> hold("connect", connect(Integer.parseInt(port))),
        "listen",
            nothing -> hold("listen", new ServerSocket(0, 1, InetAddress.getLoopbackAddress())),
        "write", file -> hold("write", new FileOutputStream(file)),
        "release", this::release);
  }

  private static Socket connect(int port) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), port);
  }

  private String hold(String name, Closeable opened) throws IOException {
    Closeable before = held.put(name, opened);
    if (before != null) {
      before.close();
    }
    return name;
  }

  private String release(String name) throws IOException {
    Closeable opened = held.remove(name);
    if (opened == null) {
      throw new IllegalStateException("nothing is held by " + name);
    }
    opened.close();
    return name;
  }
}

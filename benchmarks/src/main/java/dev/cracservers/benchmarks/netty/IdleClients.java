// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.benchmarks.netty;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Connections that have had one answer, in a process of their own: they too need descriptors. */
final class IdleClients implements AutoCloseable {
  private static final String READY = "ready";

  private final Process process;

  private IdleClients(Process process) {
    this.process = process;
  }

  /** Connects; returns when each has its answer. */
  static IdleClients connect(int port, int count) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                IdleClients.class.getName(),
                Integer.toString(port),
                Integer.toString(count))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String said =
        new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))
            .readLine();
    if (!READY.equals(said)) {
      process.destroyForcibly();
      throw new IOException("the clients did not connect: " + said);
    }
    return new IdleClients(process);
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
  }

  /** The process of the clients: ends with its standard input. */
  public static void main(String[] arguments) throws IOException {
    int port = Integer.parseInt(arguments[0]);
    int count = Integer.parseInt(arguments[1]);
    byte[] request = PlainServer.REQUEST.getBytes(StandardCharsets.US_ASCII);
    List<Socket> sockets = new ArrayList<>();
    for (int made = 0; made < count; made++) {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.getOutputStream().write(request);
      if (socket.getInputStream().read() < 0) {
        throw new IOException("connection " + made + " was closed");
      }
      sockets.add(socket);
    }
    System.out.println(READY);
    System.out.flush();
    while (System.in.read() >= 0) {
      // Nothing comes.
    }
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}

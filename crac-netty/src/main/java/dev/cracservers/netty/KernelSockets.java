// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The sockets of this network namespace, whoever has them: {@code /proc/net/tcp} and its like,
 * proc(5). There are none where there are no such files.
 */
final class KernelSockets {
  private static final String LISTEN = "0A";
  private static final int LOCAL = 1;
  private static final int REMOTE = 2;
  private static final int STATE = 3;
  private static final int INODE = 9;

  /**
   * One of them.
   *
   * @param descriptor what a descriptor of it links to
   */
  record KernelSocket(
      String descriptor, boolean isListening, InetSocketAddress local, InetSocketAddress remote) {}

  private KernelSockets() {}

  /**
   * Returns all of a protocol, of both families.
   *
   * @param protocol {@code tcp} or {@code udp}
   */
  static List<KernelSocket> of(String protocol) throws IOException {
    List<KernelSocket> sockets = new ArrayList<>();
    for (String table : List.of(protocol, protocol + "6")) {
      try (Stream<String> rows = Files.lines(Path.of("/proc/net", table))) {
        for (String row : (Iterable<String>) rows.skip(1)::iterator) {
          String[] columns = row.strip().split("\\s+", -1);
          sockets.add(
              new KernelSocket(
                  "socket:[" + columns[INODE] + "]",
                  columns[STATE].equals(LISTEN),
                  parse(columns[LOCAL]),
                  parse(columns[REMOTE])));
        }
      } catch (NoSuchFileException noSuchProtocol) {
        // Neither IPv6 nor, outside Linux, the folder has to be there.
      }
    }
    return sockets;
  }

  /** The address is printed in words of 32 bits in the byte order of the machine. */
  private static InetSocketAddress parse(String text) throws IOException {
    int colon = text.indexOf(':');
    ByteBuffer bytes = ByteBuffer.allocate(colon / 2).order(ByteOrder.nativeOrder());
    for (int at = 0; at < colon; at += 8) {
      bytes.putInt(Integer.parseUnsignedInt(text.substring(at, at + 8), 16));
    }
    return new InetSocketAddress(
        InetAddress.getByAddress(bytes.array()), Integer.parseInt(text.substring(colon + 1), 16));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The TCP sockets to which this process holds a descriptor, as the kernel tells. What a channel
 * says of itself is no proof: the JDK closes the socket of a registered channel when its selector
 * comes round the next time.
 *
 * <p>Reads {@code /proc/self/fd} and {@code /proc/net/tcp}, proc(5); finds nothing where there are
 * no such files.
 */
final class OwnSockets {
  private static final String LISTEN = "0A";
  private static final int LOCAL = 1;
  private static final int REMOTE = 2;
  private static final int STATE = 3;
  private static final int INODE = 9;

  /**
   * @param descriptor its number in this process
   */
  record OwnSocket(
      int descriptor, boolean isListening, InetSocketAddress local, InetSocketAddress remote) {
    @Override
    public String toString() {
      return "fd " + descriptor + (isListening ? " listening" : " of " + remote);
    }
  }

  private OwnSockets() {}

  /** Returns the sockets that listen at the address, or were accepted there. */
  static List<OwnSocket> at(InetSocketAddress address) throws IOException {
    Map<String, Integer> descriptors = descriptors();
    List<OwnSocket> found = new ArrayList<>();
    for (String table : new String[] {"/proc/net/tcp", "/proc/net/tcp6"}) {
      try (Stream<String> rows = Files.lines(Path.of(table))) {
        for (String row : (Iterable<String>) rows.skip(1)::iterator) {
          String[] columns = row.strip().split("\\s+", -1);
          Integer descriptor = descriptors.get("socket:[" + columns[INODE] + "]");
          if (descriptor == null) {
            continue;
          }
          InetSocketAddress local = parse(columns[LOCAL]);
          if (covers(address, local)) {
            found.add(
                new OwnSocket(
                    descriptor, columns[STATE].equals(LISTEN), local, parse(columns[REMOTE])));
          }
        }
      } catch (NoSuchFileException noSuchProtocol) {
        // Neither IPv6 nor, outside Linux, the folder has to be there.
      }
    }
    return found;
  }

  private static boolean covers(InetSocketAddress listener, InetSocketAddress local) {
    return listener.getPort() == local.getPort()
        && (listener.getAddress().isAnyLocalAddress()
            || listener.getAddress().equals(local.getAddress()));
  }

  private static Map<String, Integer> descriptors() throws IOException {
    Map<String, Integer> descriptors = new HashMap<>();
    Path folder = Path.of("/proc/self/fd");
    if (!Files.isDirectory(folder)) {
      return descriptors;
    }
    try (DirectoryStream<Path> numbers = Files.newDirectoryStream(folder)) {
      for (Path each : numbers) {
        try {
          descriptors.put(
              Files.readSymbolicLink(each).toString(),
              Integer.valueOf(each.getFileName().toString()));
        } catch (NoSuchFileException closedMeanwhile) {
          // It is not open now.
        }
      }
    }
    return descriptors;
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

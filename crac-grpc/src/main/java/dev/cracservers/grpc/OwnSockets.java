// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.grpc;

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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The TCP sockets to which this process holds a descriptor, as the kernel tells: proc(5). There are
 * none where there are no such files.
 */
final class OwnSockets {
  private static final String LISTEN = "0A";
  private static final int LOCAL = 1;
  private static final int REMOTE = 2;
  private static final int STATE = 3;
  private static final int INODE = 9;

  /** One of them. */
  record OwnSocket(boolean isListening, InetSocketAddress local, InetSocketAddress remote) {
    /** Returns whether it listens at the address, or was accepted there. */
    boolean isAt(InetSocketAddress address) {
      return local.getPort() == address.getPort()
          && (address.getAddress().isAnyLocalAddress()
              || address.getAddress().equals(local.getAddress()));
    }

    @Override
    public String toString() {
      return isListening ? "one that listens" : "one of " + remote;
    }
  }

  private OwnSockets() {}

  static List<OwnSocket> now() throws IOException {
    Set<String> descriptors = descriptors();
    List<OwnSocket> sockets = new ArrayList<>();
    for (String table : List.of("tcp", "tcp6")) {
      try (Stream<String> rows = Files.lines(Path.of("/proc/net", table))) {
        for (String row : (Iterable<String>) rows.skip(1)::iterator) {
          String[] columns = row.strip().split("\\s+", -1);
          if (descriptors.contains("socket:[" + columns[INODE] + "]")) {
            sockets.add(
                new OwnSocket(
                    columns[STATE].equals(LISTEN), parse(columns[LOCAL]), parse(columns[REMOTE])));
          }
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

  private static Set<String> descriptors() throws IOException {
    Set<String> targets = new HashSet<>();
    Path folder = Path.of("/proc/self/fd");
    if (!Files.isDirectory(folder)) {
      return targets;
    }
    try (DirectoryStream<Path> numbers = Files.newDirectoryStream(folder)) {
      for (Path each : numbers) {
        try {
          targets.add(Files.readSymbolicLink(each).toString());
        } catch (NoSuchFileException closedMeanwhile) {
          // It is not open now.
        }
      }
    }
    return targets;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.descriptor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The sockets of this network namespace by inode, as {@code /proc/net} lists them; proc(5). */
final class SocketTable {
  /** Columns of {@code tcp} and {@code udp}. */
  private static final int LOCAL = 1;

  private static final int REMOTE = 2;
  private static final int STATE = 3;
  private static final int INODE = 9;

  /** Columns of {@code unix}. */
  private static final int UNIX_FLAGS = 3;

  private static final int UNIX_TYPE = 4;
  private static final int UNIX_STATE = 5;
  private static final int UNIX_INODE = 6;
  private static final int UNIX_PATH = 7;
  private static final int HEX = 16;

  private static final List<String> TCP_STATES =
      List.of(
          "of unknown state",
          "established",
          "connecting",
          "half open",
          "closing (FIN_WAIT1)",
          "closing (FIN_WAIT2)",
          "closing (TIME_WAIT)",
          "closed",
          "closed by the peer",
          "closing (LAST_ACK)",
          "listening",
          "closing (CLOSING)");
  private static final Map<String, String> UNIX_TYPES =
      Map.of("0001", "stream", "0002", "datagram", "0005", "packet");
  private static final Map<String, String> UNIX_STATES =
      Map.of("01", "unconnected", "02", "connecting", "03", "connected", "04", "disconnecting");
  private static final String UNIX_LISTENING = "00010000";

  private final Map<String, Socket> byInode = new HashMap<>();

  /** Reads the tables of the kernel. */
  static SocketTable read() throws IOException {
    SocketTable table = new SocketTable();
    for (String protocol : List.of("tcp", "tcp6", "udp", "udp6", "unix")) {
      Path file = Path.of("/proc/self/net", protocol);
      // A kernel without IPv6 has no table of it.
      if (Files.exists(file)) {
        table.add(protocol, Files.readAllLines(file, StandardCharsets.ISO_8859_1));
      }
    }
    return table;
  }

  /** Returns the socket; empty if it is in no table, as one that was never connected nor bound. */
  Optional<Socket> find(String inode) {
    return Optional.ofNullable(byInode.get(inode));
  }

  void add(String protocol, List<String> lines) {
    for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
      String[] columns = line.strip().split("\\s+", -1);
      if (protocol.equals("unix")) {
        addUnix(columns);
      } else {
        addInet(protocol, columns);
      }
    }
  }

  private void addInet(String protocol, String[] columns) {
    int state = Integer.parseInt(columns[STATE], HEX);
    String stateName = "";
    if (protocol.startsWith("tcp")) {
      stateName = TCP_STATES.get(state < TCP_STATES.size() ? state : 0);
    }
    byInode.put(
        columns[INODE],
        new Socket(
            protocol,
            endpoint(columns[LOCAL]),
            endpoint(columns[REMOTE]),
            port(columns[REMOTE]),
            stateName));
  }

  private void addUnix(String[] columns) {
    String path = columns.length > UNIX_PATH ? columns[UNIX_PATH] : Socket.NO_NAME;
    String state =
        columns[UNIX_FLAGS].equals(UNIX_LISTENING)
            ? "listening"
            : UNIX_STATES.getOrDefault(columns[UNIX_STATE], "");
    String type = UNIX_TYPES.getOrDefault(columns[UNIX_TYPE], "");
    byInode.put(columns[UNIX_INODE], new Socket("unix", type + " " + path, "", 0, state));
  }

  private static int port(String endpoint) {
    return Integer.parseInt(endpoint.substring(endpoint.indexOf(':') + 1), HEX);
  }

  private static String endpoint(String endpoint) {
    String hex = endpoint.substring(0, endpoint.indexOf(':'));
    ByteBuffer bytes = ByteBuffer.allocate(hex.length() / 2).order(ByteOrder.nativeOrder());
    for (int word = 0; word < hex.length(); word += 8) {
      bytes.putInt(Integer.parseUnsignedInt(hex.substring(word, word + 8), HEX));
    }
    try {
      InetAddress address = InetAddress.getByAddress(bytes.array());
      String host = address.getHostAddress();
      int port = port(endpoint);
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + (port == 0 ? "*" : port);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("the kernel lists the address " + endpoint, e);
    }
  }
}

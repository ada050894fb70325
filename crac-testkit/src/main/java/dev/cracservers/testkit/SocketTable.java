// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringTokenizer;

/**
 * What {@code /proc/net} lists of sockets, proc(5). It judges what adapters found out by
 * themselves, so it shares nothing with them.
 */
final class SocketTable {
  private static final String[] STATES = {
    "?",
    "ESTABLISHED",
    "SYN_SENT",
    "SYN_RECV",
    "FIN_WAIT1",
    "FIN_WAIT2",
    "TIME_WAIT",
    "CLOSE",
    "CLOSE_WAIT",
    "LAST_ACK",
    "LISTEN",
    "CLOSING"
  };

  private static final int INET_INODE = 9;
  private static final int UNIX_INODE = 6;

  /** A peer that is gone no longer counts among the references of an AF_UNIX socket. */
  private static final int REFERENCES_WITHOUT_PEER = 2;

  private record Endpoint(String address, int port) {
    @Override
    public String toString() {
      return address + ":" + (port == 0 ? "*" : port);
    }
  }

  private final Set<String> targets;
  private final Map<String, Descriptor> inet = new HashMap<>();
  private final Map<String, String> unix = new HashMap<>();
  private final Map<String, Boolean> marker = new HashMap<>();

  /**
   * @param targets what descriptors lead to; other sockets are passed over, for there may be
   *     thousands of connections that were closed long ago
   */
  SocketTable(Set<String> targets) throws IOException {
    this.targets = targets;
    for (String protocol : List.of("tcp", "tcp6", "udp", "udp6")) {
      for (String[] fields : rows(protocol, INET_INODE)) {
        addInet(protocol, fields);
      }
    }
    for (String[] fields : rows("unix", UNIX_INODE)) {
      addUnix(fields);
    }
  }

  Descriptor describe(Descriptor descriptor) {
    Descriptor known = inet.get(descriptor.target());
    if (known != null) {
      return new Descriptor(
          descriptor.number(),
          descriptor.target(),
          known.detail(),
          known.localPort(),
          known.remotePort());
    }
    String path = unix.get(descriptor.target());
    return path == null
        ? descriptor
        : new Descriptor(descriptor.number(), descriptor.target(), path, -1, -1);
  }

  /**
   * Returns whether this looks like the AF_UNIX socket to which the JDK points a socket's
   * descriptor while it closes it: nameless, and its peer is gone.
   */
  boolean isPreCloseMarker(String target) {
    return marker.getOrDefault(target, false);
  }

  private void addInet(String protocol, String[] fields) {
    Endpoint local = endpoint(fields[1]);
    Endpoint remote = endpoint(fields[2]);
    int state = Integer.parseInt(fields[3], 16);
    String detail = protocol + " " + local;
    if (remote.port() != 0) {
      detail += " -> " + remote;
    }
    if (protocol.startsWith("tcp")) {
      detail += " " + (state < STATES.length ? STATES[state] : "state " + state);
    }
    String target = target(fields[INET_INODE]);
    inet.put(target, new Descriptor(-1, target, detail, local.port(), remote.port()));
  }

  private void addUnix(String[] fields) {
    String target = target(fields[UNIX_INODE]);
    boolean named = fields.length > 7;
    int references = Integer.parseInt(fields[1], 16);
    unix.put(target, "unix " + (named ? fields[7] : "(no name)"));
    marker.put(target, !named && references <= REFERENCES_WITHOUT_PEER);
  }

  private List<String[]> rows(String table, int inode) throws IOException {
    Path file = Path.of("/proc/net", table);
    if (!Files.exists(file)) {
      return List.of();
    }
    List<String[]> rows = new ArrayList<>();
    List<String> lines = Files.readAllLines(file);
    for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
      StringTokenizer columns = new StringTokenizer(line);
      String[] fields = new String[columns.countTokens()];
      Arrays.setAll(fields, column -> columns.nextToken());
      if (targets.contains(target(fields[inode]))) {
        rows.add(fields);
      }
    }
    return rows;
  }

  private static String target(String inode) {
    return "socket:[" + inode + "]";
  }

  /** The address is printed as 32-bit words in the byte order of the machine. */
  private static Endpoint endpoint(String hex) {
    String address = hex.substring(0, hex.indexOf(':'));
    int port = Integer.parseInt(hex.substring(hex.indexOf(':') + 1), 16);
    List<String> bytes = new ArrayList<>();
    for (int word = 0; word < address.length(); word += 8) {
      List<String> inWord = new ArrayList<>();
      for (int at = word; at < word + 8; at += 2) {
        inWord.add(address.substring(at, at + 2));
      }
      Collections.reverse(inWord);
      bytes.addAll(inWord);
    }
    return new Endpoint(bytes.size() == 4 ? dotted(bytes) : ipv6(bytes), port);
  }

  private static String dotted(List<String> bytes) {
    List<String> numbers = new ArrayList<>();
    for (String each : bytes) {
      numbers.add(String.valueOf(Integer.parseInt(each, 16)));
    }
    return String.join(".", numbers);
  }

  private static String ipv6(List<String> bytes) {
    if (String.join("", bytes).startsWith("00000000000000000000FFFF")) {
      return dotted(bytes.subList(12, 16));
    }
    List<String> groups = new ArrayList<>();
    for (int at = 0; at < bytes.size(); at += 2) {
      groups.add(Integer.toHexString(Integer.parseInt(bytes.get(at) + bytes.get(at + 1), 16)));
    }
    String whole = String.join(":", groups);
    return "[" + (whole.equals("0:0:0:0:0:0:0:0") ? "::" : whole) + "]";
  }
}

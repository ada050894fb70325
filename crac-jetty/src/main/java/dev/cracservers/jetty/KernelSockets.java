// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The TCP sockets of this network namespace as the kernel knows them. What Java says of a socket it
 * has closed is no proof: while another thread waits in accept(2), the kernel still listens.
 *
 * <p>Reads {@code /proc/net/tcp} and {@code tcp6}, proc(5); finds no sockets where there are no
 * such files.
 */
final class KernelSockets {
  private static final Path PROC = Path.of("/proc");
  private static final String LISTEN = "0A";
  private static final int LOCAL_ADDRESS = 1;
  private static final int STATE = 3;
  private static final int INODE = 9;

  /** A socket that has, or has had, a descriptor. */
  record Entry(InetSocketAddress local, boolean isListening, long inode) {}

  private KernelSockets() {}

  /** Returns the inodes of the listening sockets that cover the address, whoever owns them. */
  static Set<Long> listeningOn(InetSocketAddress address) throws IOException {
    return inodes(entries(true, entry -> covers(address, entry.local())));
  }

  /** Returns the inodes of the listening sockets on the port of any address. */
  static Set<Long> listeningOn(int port) throws IOException {
    return inodes(entries(true, entry -> entry.local().getPort() == port));
  }

  /** Returns the inodes of this process's connections that were accepted at the address. */
  static Set<Long> ownAcceptedAt(InetSocketAddress address) throws IOException {
    return SocketDescriptors.ownOf(
        inodes(entries(false, entry -> !entry.isListening() && covers(address, entry.local()))));
  }

  private static boolean covers(InetSocketAddress listener, InetSocketAddress local) {
    return listener.getPort() == local.getPort()
        && (listener.getAddress().isAnyLocalAddress()
            || listener.getAddress().equals(local.getAddress()));
  }

  /** A socket without a descriptor, such as one in TIME_WAIT, has the inode 0. */
  private static Set<Long> inodes(List<Entry> entries) {
    Set<Long> inodes = new HashSet<>();
    for (Entry entry : entries) {
      if (entry.inode() != 0) {
        inodes.add(entry.inode());
      }
    }
    return inodes;
  }

  private static List<Entry> entries(boolean listeningOnly, Predicate<Entry> wanted)
      throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (String table : new String[] {"tcp", "tcp6"}) {
      try (BufferedReader rows = Files.newBufferedReader(PROC.resolve("net").resolve(table))) {
        rows.readLine();
        for (String row = rows.readLine(); row != null; row = rows.readLine()) {
          Entry entry = parse(row.strip().split("\\s+"));
          // The kernel prints all listening sockets first, and there may be thousands of others.
          if (listeningOnly && !entry.isListening()) {
            break;
          }
          if (wanted.test(entry)) {
            entries.add(entry);
          }
        }
      } catch (NoSuchFileException noSuchProtocol) {
        // Neither IPv6 nor, outside Linux, the folder has to be there.
      }
    }
    return entries;
  }

  private static Entry parse(String[] columns) throws IOException {
    String local = columns[LOCAL_ADDRESS];
    int colon = local.indexOf(':');
    InetAddress address = InetAddress.getByAddress(bytes(local.substring(0, colon)));
    int port = Integer.parseInt(local.substring(colon + 1), 16);
    return new Entry(
        new InetSocketAddress(address, port),
        columns[STATE].equals(LISTEN),
        Long.parseLong(columns[INODE]));
  }

  /** The address is printed in words of 32 bits in the byte order of the machine. */
  private static byte[] bytes(String hex) {
    ByteBuffer bytes = ByteBuffer.allocate(hex.length() / 2).order(ByteOrder.nativeOrder());
    for (int at = 0; at < hex.length(); at += 8) {
      bytes.putInt(Integer.parseUnsignedInt(hex.substring(at, at + 8), 16));
    }
    return bytes.array();
  }
}

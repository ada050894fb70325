// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core.sockets;

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
import java.util.List;
import java.util.StringTokenizer;

/**
 * A socket of TCP or UDP as the kernel lists it: one of this network namespace, whichever process
 * has it. What Java says of a socket it has closed is no proof: while a thread waits in accept(2)
 * or a selector has not come round, the kernel still has it.
 *
 * <p>Reads {@code /proc/net/tcp} and its like, proc(5); finds no sockets where there are no such
 * files. Left out are sockets that no process has any more or yet: connections in TIME_WAIT, or
 * waiting to be accepted. A listing is no snapshot: what is opened or closed meanwhile may be in it
 * or not. Immutable.
 *
 * @param inode the number by which a descriptor of it is known, see {@link OpenDescriptors}
 * @param isListening whether it is one of TCP that listens
 * @param local where it is bound; an IPv4 address where IPv6 only stands for one
 * @param remote where it is connected to; address and port are zero if it is not
 */
public record KernelSocket(
    long inode, boolean isListening, InetSocketAddress local, InetSocketAddress remote) {
  private static final Path TABLES = Path.of("/proc/net");
  private static final String LISTEN = "0A";
  private static final int BETWEEN_STATE_AND_INODE = 5;
  private static final String NO_DESCRIPTOR = "0";

  /**
   * Lists the sockets of TCP, of both families.
   *
   * @throws IOException if the kernel's lists cannot be read
   */
  public static List<KernelSocket> tcp() throws IOException {
    return read(TABLES, "tcp", false);
  }

  /**
   * Lists the sockets of TCP that listen, of both families. Takes less time than {@link #tcp()}
   * where there are many connections.
   *
   * @throws IOException if the kernel's lists cannot be read
   */
  public static List<KernelSocket> tcpListening() throws IOException {
    return read(TABLES, "tcp", true);
  }

  /**
   * Lists the sockets of UDP, of both families.
   *
   * @throws IOException if the kernel's lists cannot be read
   */
  public static List<KernelSocket> udp() throws IOException {
    return read(TABLES, "udp", false);
  }

  /**
   * Returns whether this socket listens at the address, or was accepted there: has its port, and
   * its IP address unless that is the one for all.
   *
   * @param listener a resolved address
   */
  public boolean isAt(InetSocketAddress listener) {
    return local.getPort() == listener.getPort()
        && (listener.getAddress().isAnyLocalAddress()
            || listener.getAddress().equals(local.getAddress()));
  }

  static List<KernelSocket> read(Path tables, String protocol, boolean listeningOnly)
      throws IOException {
    List<KernelSocket> sockets = new ArrayList<>();
    for (String table : List.of(protocol, protocol + "6")) {
      try (BufferedReader rows = Files.newBufferedReader(tables.resolve(table))) {
        rows.readLine();
        for (String row = rows.readLine(); row != null; row = rows.readLine()) {
          // Not by a pattern: there may be thousands of rows, and they are read again and again.
          StringTokenizer columns = new StringTokenizer(row);
          columns.nextToken();
          String local = columns.nextToken();
          String remote = columns.nextToken();
          boolean listening = columns.nextToken().equals(LISTEN);
          // The kernel prints all that listen first.
          if (listeningOnly && !listening) {
            break;
          }
          String inode = inode(columns);
          if (!inode.equals(NO_DESCRIPTOR)) {
            sockets.add(
                new KernelSocket(
                    Long.parseLong(inode), listening, address(local), address(remote)));
          }
        }
      } catch (NoSuchFileException noSuchProtocol) {
        // Neither IPv6 nor, outside Linux, the folder has to be there.
      }
    }
    return sockets;
  }

  private static String inode(StringTokenizer columns) {
    for (int skipped = 0; skipped < BETWEEN_STATE_AND_INODE; skipped++) {
      columns.nextToken();
    }
    return columns.nextToken();
  }

  /** The address is printed in words of 32 bits in the byte order of the machine. */
  private static InetSocketAddress address(String text) throws IOException {
    int colon = text.indexOf(':');
    ByteBuffer bytes = ByteBuffer.allocate(colon / 2).order(ByteOrder.nativeOrder());
    for (int at = 0; at < colon; at += 8) {
      bytes.putInt(Integer.parseUnsignedInt(text, at, at + 8, 16));
    }
    return new InetSocketAddress(
        InetAddress.getByAddress(bytes.array()),
        Integer.parseInt(text, colon + 1, text.length(), 16));
  }
}

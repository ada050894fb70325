// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The physical connections a pool was given and has not closed yet. Thread-safe.
 *
 * <p>A driver may call a connection closed before its socket is: pgjdbc 42.7.14 does so first and
 * says good-bye to the server then. So the ledger notes which socket appeared while a connection
 * was made and strikes the connection only when that socket is gone, too. It cannot tell the socket
 * when another one to the same port was opened at the same moment; then it goes by the driver's
 * word.
 */
final class ConnectionLedger {
  private record Entry(Connection connection, String socket) {
    boolean isOpen() {
      try {
        return !connection.isClosed();
      } catch (SQLException unknown) {
        return true;
      }
    }
  }

  /** Names no socket, so none of this name is ever open. */
  private static final String UNKNOWN = "unknown";

  private static final Set<String> IN_LEDGERS = ConcurrentHashMap.newKeySet();

  private final List<Entry> entries = new ArrayList<>();

  /** Returns whether the socket belongs to a connection in a ledger of this process. */
  static boolean knows(String socket) {
    return IN_LEDGERS.contains(socket);
  }

  /** Makes a connection and takes it down, with the socket that appears meanwhile. */
  Connection connect(Connector connector, Connecting attempt) throws SQLException {
    Set<Integer> ports = connector.ports();
    Set<String> before = OpenSockets.now();
    Connection connection = attempt.connect();
    add(connection, before, ports);
    return connection;
  }

  /**
   * Takes a new connection down.
   *
   * @param socketsBefore the sockets open before it was made
   * @param ports those it may lead to; empty if they cannot be told, and so its socket neither
   */
  synchronized void add(Connection connection, Set<String> socketsBefore, Set<Integer> ports) {
    Set<String> now = OpenSockets.now();
    strike(now);
    String socket = ports.isEmpty() ? UNKNOWN : onlyNew(now, socketsBefore, ports);
    entries.add(new Entry(connection, socket));
    IN_LEDGERS.add(socket);
  }

  /** Takes a connection down whose socket cannot be told. */
  void add(Connection connection) {
    add(connection, Set.of(), Set.of());
  }

  private void strike(Set<String> sockets) {
    entries.removeIf(
        entry -> {
          boolean gone = !entry.isOpen() && !sockets.contains(entry.socket());
          if (gone) {
            IN_LEDGERS.remove(entry.socket());
          }
          return gone;
        });
  }

  private static String onlyNew(Set<String> now, Set<String> before, Set<Integer> ports) {
    Set<String> appeared = new HashSet<>(now);
    appeared.removeAll(before);
    if (appeared.size() > 1) {
      appeared.retainAll(OpenSockets.to(ports));
    }
    return appeared.size() == 1 ? appeared.iterator().next() : UNKNOWN;
  }

  /** Returns how many connections are open by the word of the driver. */
  synchronized int open() {
    return (int) entries.stream().filter(Entry::isOpen).count();
  }

  /** Returns whether no connection and no known socket of one is open, and forgets the closed. */
  synchronized boolean isEmpty() {
    if (entries.stream().anyMatch(Entry::isOpen)) {
      return false;
    }
    if (!entries.isEmpty()) {
      strike(OpenSockets.now());
    }
    return entries.isEmpty();
  }

  /**
   * Cuts the open connections, whoever uses them.
   *
   * @return how many there were
   * @throws IllegalStateException if one cannot be cut; the others are
   */
  synchronized int cut() {
    int cut = 0;
    IllegalStateException failure = null;
    for (Entry entry : entries) {
      if (entry.isOpen()) {
        try {
          entry.connection().abort(Runnable::run);
          cut++;
        } catch (SQLException e) {
          if (failure == null) {
            failure = new IllegalStateException("a connection cannot be cut: " + e.getMessage(), e);
          } else {
            failure.addSuppressed(e);
          }
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
    return cut;
  }

  /** Returns how many sockets are open of connections that the driver calls closed. */
  synchronized long leftSockets() {
    Set<String> sockets = OpenSockets.now();
    return entries.stream()
        .filter(entry -> !entry.isOpen() && sockets.contains(entry.socket()))
        .count();
  }
}

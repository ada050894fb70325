// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ConnectionLedgerTest {
  private final ConnectionLedger ledger = new ConnectionLedger();
  private boolean closed;
  private boolean mute;

  @Test
  void aConnectionIsGoneOnlyWhenItsSocketIs() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Set<String> before = OpenSockets.now();
      try (Socket socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
        ledger.add(connection(), before, Set.of(server.getLocalPort()));
        assertThat(ledger.open()).isEqualTo(1);

        closed = true;

        assertThat(socket.isClosed()).isFalse();
        assertThat(ledger.open()).isZero();
        assertThat(ledger.isEmpty()).as("no connection and no socket").isFalse();
        assertThat(ledger.leftSockets()).isEqualTo(1);
      }
      assertThat(ledger.isEmpty()).isTrue();
      assertThat(ledger.leftSockets()).isZero();
    }
  }

  @Test
  void theDriversWordCountsWhenSeveralSocketsAppeared() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 2, InetAddress.getLoopbackAddress())) {
      Set<String> before = OpenSockets.now();
      try (Socket one = new Socket(server.getInetAddress(), server.getLocalPort());
          Socket other = new Socket(server.getInetAddress(), server.getLocalPort())) {
        ledger.add(connection(), before, Set.of(server.getLocalPort()));
        closed = true;

        assertThat(one.isClosed() || other.isClosed()).isFalse();
        assertThat(ledger.isEmpty()).isTrue();
      }
    }
  }

  @Test
  void aSocketToAnotherPortIsNotTakenForTheConnections() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket another = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Set<String> before = OpenSockets.now();
      try (Socket other = new Socket(another.getInetAddress(), another.getLocalPort());
          Socket socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
        ledger.add(connection(), before, Set.of(server.getLocalPort()));
        closed = true;

        assertThat(other.isClosed() || socket.isClosed()).isFalse();
        assertThat(ledger.isEmpty()).isFalse();
      }
      assertThat(ledger.isEmpty()).isTrue();
    }
  }

  @Test
  void closedConnectionsAreForgottenWithTheNextOne() {
    for (int i = 0; i < 3; i++) {
      closed = true;
      ledger.add(connection());
    }
    closed = false;
    assertThat(ledger.open()).as("of the three connections").isEqualTo(1);
  }

  @Test
  void aConnectionThatDoesNotSayCountsAsOpen() {
    ledger.add(connection());
    mute = true;
    closed = true;

    assertThat(ledger.open()).isEqualTo(1);
    assertThat(ledger.isEmpty()).isFalse();
  }

  @Test
  void whatIsOpenCanBeCut() {
    ledger.add(connection());
    assertThat(ledger.cut()).isEqualTo(1);
    assertThat(ledger.cut()).isZero();
    assertThat(ledger.isEmpty()).isTrue();
  }

  @Test
  void whatCannotBeCutIsAnError() {
    ledger.add(connection());
    mute = true;
    assertThatThrownBy(ledger::cut).hasMessageContaining("cannot be cut: mute");
  }

  private Connection connection() {
    return (Connection)
        Proxy.newProxyInstance(
            ConnectionLedgerTest.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, args) -> {
              if (mute) {
                throw new SQLException("mute");
              }
              if (method.getName().equals("abort")) {
                closed = true;
                return null;
              }
              return closed;
            });
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DatabasePlaceTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://127.0.0.1:%d/orders?x=1",
        "jdbc:postgresql://a:1,b:%d/orders",
        "jdbc:mysql://user@db:%d/orders",
        "jdbc:oracle:thin:@//db:%d/orders",
        "jdbc:oracle:thin:@db:%d:orders",
        "jdbc:sqlserver://db:%d;databaseName=orders",
        "jdbc:h2:tcp://db:%d/orders"
      })
  void behindAPortAreTheSocketsToIt(String pattern) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      DatabasePlace place = new DatabasePlace(pattern.formatted(server.getLocalPort()));
      assertThat(place.open()).isEmpty();

      try (Socket client = new Socket(server.getInetAddress(), server.getLocalPort())) {
        assertThat(client.isConnected()).isTrue();
        assertThat(place.open()).as("open to %s", place).hasSize(1);
      }
      assertThat(place.open()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:h2:%s;MODE=MySQL",
        "jdbc:h2:file:%s",
        "jdbc:hsqldb:file:%s;shutdown=true",
        "jdbc:sqlite:%s?mode=ro",
        "jdbc:derby:%s;create=true",
        "jdbc:duckdb:%s"
      })
  void inAFileAreTheFilesNamedAfterIt(String pattern) throws IOException {
    Path base = folder.resolve("orders");
    DatabasePlace place = new DatabasePlace(pattern.formatted(base));

    try (var mine = Files.newOutputStream(folder.resolve("orders.mv.db"));
        var other = Files.newOutputStream(folder.resolve("orders2.mv.db"))) {
      mine.write(1);
      other.write(1);
      assertThat(place.open()).containsExactly(folder.resolve("orders.mv.db").toString());
    }
    assertThat(place.open()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdbc:h2:mem:orders", "jdbc:sqlite::memory:", "jdbc:derby:memory:orders"})
  void inMemoryNothingIsOpen(String url) {
    DatabasePlace place = new DatabasePlace(url);

    assertThat(place.isInMemory()).isTrue();
    assertThat(place.open()).isEmpty();
  }

  @Test
  void nothingIsKnownOfAnUnknownProductWithoutPort() {
    assertThat(new DatabasePlace("jdbc:unheard:of").open()).isEmpty();
  }
}

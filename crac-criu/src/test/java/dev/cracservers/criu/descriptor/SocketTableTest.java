// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.descriptor;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SocketTableTest {
  private static final String HEADING = "  sl  local_address rem_address   st ...";

  private final SocketTable table = new SocketTable();

  @Test
  void tellsAddressesAndState() {
    table.add(
        "tcp",
        List.of(
            HEADING,
            "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 0 0 0 11 1 0 100",
            "   1: 0100007F:C350 0200000A:1538 01 00000000:00000000 00:00000000 0 0 0 12 1 0 100"));
    assertThat(described("11")).isEqualTo("tcp 127.0.0.1:8080 listening");
    assertThat(described("12")).isEqualTo("tcp 127.0.0.1:50000 -> 10.0.0.2:5432 established");
  }

  @Test
  void tellsAddressesOfSixteenBytes() {
    table.add(
        "tcp6",
        List.of(
            HEADING,
            "   0: 00000000000000000000000000000000:1F90 00000000000000000000000000000000:0000 0A"
                + " 0:0 0:0 0 0 0 13 1",
            "   1: 0000000000000000FFFF00000100007F:1F90 0000000000000000FFFF00000100007F:C350 08"
                + " 0:0 0:0 0 0 0 14 1"));
    assertThat(described("13")).isEqualTo("tcp6 [0:0:0:0:0:0:0:0]:8080 listening");
    assertThat(described("14"))
        .isEqualTo("tcp6 127.0.0.1:8080 -> 127.0.0.1:50000 closed by the peer");
  }

  @Test
  void tellsTypeAndPathOfLocalSockets() {
    table.add(
        "unix",
        List.of(
            "Num       RefCount Protocol Flags    Type St Inode Path",
            "0000000000000000: 00000002 00000000 00010000 0001 01 21 /run/db.sock",
            "0000000000000000: 00000003 00000000 00000000 0001 03 22",
            "0000000000000000: 00000002 00000000 00000000 0002 01 23 @abstract"));
    assertThat(described("21")).isEqualTo("unix stream /run/db.sock listening");
    assertThat(described("22")).isEqualTo("unix stream (no name) connected");
    assertThat(described("23")).isEqualTo("unix datagram @abstract unconnected");
  }

  @Test
  void readsTheTablesOfTheKernel() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(Descriptors.open())
          .extracting(Descriptor::toString)
          .anyMatch(each -> each.contains("127.0.0.1:" + socket.getLocalPort() + " listening"));
    }
  }

  @Test
  void knowsNothingOfOthers() {
    assertThat(table.find("99")).isEmpty();
  }

  private String described(String inode) {
    return table.find(inode).map(Socket::toString).orElseThrow();
  }
}

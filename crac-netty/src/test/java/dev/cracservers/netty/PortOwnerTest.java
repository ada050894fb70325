// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class PortOwnerTest {
  @Test
  void aPortOfUdpHasAnOwnerUntilItIsClosed() throws Exception {
    InetSocketAddress address;
    try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      address = (InetSocketAddress) taken.getLocalSocketAddress();
      assertThat(PortOwner.UDP.of(address))
          .startsWith("Process " + ProcessHandle.current().pid() + " has it: ");
    }
    assertThat(PortOwner.UDP.of(address)).isEqualTo("No process has that port");
  }
}

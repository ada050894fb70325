// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.descriptor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileDescriptor;
import java.net.ProtocolFamily;
import org.junit.jupiter.api.Test;

/** What the engine relies on in the JDK that runs this test. */
final class SocketGateTest {
  @Test
  void socketsAreCreatedInOnePlace() throws Exception {
    Class<?> net = Class.forName(SocketGate.PLACE, false, null);
    assertThat(
            net.getDeclaredMethod(SocketGate.METHOD, ProtocolFamily.class, boolean.class)
                .getReturnType())
        .isEqualTo(FileDescriptor.class);
    assertThat(SocketGate.SIGNATURE)
        .isEqualTo(
            "("
                + ProtocolFamily.class.descriptorString()
                + "Z)"
                + FileDescriptor.class.descriptorString());
  }

  @Test
  void socketsCanBeShutDown() throws Exception {
    Class<?> net = Class.forName(SocketGate.PLACE, false, null);
    assertThat(net.getDeclaredMethod("shutdown", FileDescriptor.class, int.class)).isNotNull();
    assertThat(net.getDeclaredField("SHUT_RDWR").getType()).isEqualTo(int.class);
  }
}

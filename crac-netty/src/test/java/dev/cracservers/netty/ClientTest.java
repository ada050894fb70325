// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.core.CheckpointSettings;
import dev.cracservers.testkit.Rehearsal;
import io.netty.channel.Channel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClientTest {
  @Test
  void onSharedEventLoopsTheReportedChannelsAreClosedAndCounted() throws Exception {
    ClientFixture client = ClientFixture.sharing();
    try (Rehearsal rehearsal = Rehearsal.of(client.resource(), CheckpointSettings.defaults())) {
      for (int cycle = 0; cycle < 3; cycle++) {
        Channel pooled = client.connect();
        assertThat(rehearsal.checkpoint().count("closed")).isEqualTo(1);
        assertThat(pooled.isOpen()).isFalse();
        client.use();
        client.connect().close().sync();
      }
    } finally {
      client.stop();
    }
  }
}

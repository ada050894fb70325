// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cracservers.core.CheckpointSettings;
import dev.cracservers.testkit.Gate;
import dev.cracservers.testkit.Moment;
import dev.cracservers.testkit.Rehearsal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SeveralAddressesTest {
  private static final InetSocketAddress FREE =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  @Test
  void ofSeveralAddressesEachGoesWhereItsSettingsSay() throws Exception {
    NettyServerResource server = server(FREE, FREE);
    server.start();
    List<InetSocketAddress> before = server.addresses();
    try (Rehearsal rehearsal = Rehearsal.of(server, CheckpointSettings.defaults())) {
      rehearsal.at(
          Moment.DRAIN_RETURNED,
          () ->
              assertThat(before)
                  .allSatisfy(
                      each ->
                          assertThatExceptionOfType(IOException.class)
                              .isThrownBy(() -> connect(each))));
      rehearsal.checkpoint();
      assertThat(server.addresses()).isEqualTo(before).doesNotHaveDuplicates();
      rehearsal.image().withSetting("netty.http.2.host", "127.0.0.2");
      rehearsal.checkpoint();
      assertThat(server.addresses())
          .containsExactly(
              before.get(0), new InetSocketAddress("127.0.0.2", before.get(1).getPort()));
      for (InetSocketAddress each : server.addresses()) {
        connect(each).close();
      }
    } finally {
      server.stop();
    }
  }

  @Test
  void whereOneAddressCannotBeBoundNoneIsByTheStart() throws Exception {
    InetSocketAddress unknown = InetSocketAddress.createUnresolved("nowhere.invalid", 0);
    NettyServerResource server = server(FREE, unknown);

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(server::start)
        .withMessageContaining("netty.http cannot listen on nowhere.invalid:0");

    assertThatExceptionOfType(IOException.class).isThrownBy(() -> connect(server.address()));
  }

  private static NettyServerResource server(InetSocketAddress first, InetSocketAddress second) {
    return NettyFixture.builder(new Gate(), NettyFixture.Transport.NIO)
        .bind(first, second)
        .eventLoops(() -> NettyFixture.Transport.NIO.group(1))
        .build();
  }

  private static Socket connect(InetSocketAddress address) throws IOException {
    return new Socket(address.getAddress(), address.getPort());
  }
}

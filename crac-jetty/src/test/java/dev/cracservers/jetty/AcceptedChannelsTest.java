// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.core.Deadline;
import dev.cracservers.jetty.JettyFixture.Waiting;
import dev.cracservers.testkit.Gate;
import dev.cracservers.testkit.RawClient;
import java.time.Duration;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class AcceptedChannelsTest {

  @Test
  void aChannelIsKnownUntilItIsClosedAlsoAfterARestart() throws Exception {
    JettyFixture jetty = JettyFixture.start(new Gate(), 1, Waiting.NO_THREAD);
    AcceptedChannels accepted = of(jetty);
    for (int start = 0; start < 2; start++) {
      RawClient client = RawClient.connect(jetty);
      client.get("/quick");
      assertThat(accepted.isEmpty()).isFalse();

      client.close();
      assertThat(Deadline.after(Duration.ofSeconds(10)).await(accepted::isEmpty)).isTrue();

      jetty.jettyConnector().stop();
      jetty.jettyConnector().start();
    }
    jetty.stop();
  }

  @Test
  void aChannelThatTheConnectorHasClosedIsForgotten() throws Exception {
    JettyFixture jetty = JettyFixture.start(new Gate(), 1, Waiting.NO_THREAD);
    AcceptedChannels accepted = of(jetty);
    try (RawClient client = RawClient.connect(jetty)) {
      client.get("/quick");

      jetty.jettyConnector().stop();

      assertThat(accepted.isEmpty()).isTrue();
    }
    jetty.stop();
  }

  @Test
  void aChannelThatNobodyElseClosesIsClosed() throws Exception {
    JettyFixture jetty = JettyFixture.start(new Gate(), 1, Waiting.NO_THREAD);
    AcceptedChannels accepted = of(jetty);
    try (RawClient client = RawClient.connect(jetty)) {
      client.get("/quick");

      accepted.closeAll();

      assertThat(accepted.isEmpty()).isTrue();
      assertThat(client.isAtEnd()).isTrue();
    }
    jetty.stop();
  }

  private static AcceptedChannels of(JettyFixture jetty) {
    ServerConnector connector = jetty.jettyConnector();
    return AcceptedChannels.of(
        new TcpTransport(connector, RebindAddress.fromSettings(connector, "prefix")));
  }
}

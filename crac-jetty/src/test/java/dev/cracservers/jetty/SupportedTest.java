// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.cracservers.core.CheckpointException;
import dev.cracservers.core.CheckpointSettings;
import dev.cracservers.testkit.Rehearsal;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.AbstractNetworkConnector;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.Test;

final class SupportedTest {
  private final Server server = new Server();

  @Test
  void aConnectorWithoutDescriptorsIsPassedBy() {
    server.addConnector(new LocalConnector(server));

    assertThat(JettyServerResource.of(server).name()).isEqualTo("jetty");
  }

  @Test
  void anInheritedChannelIsRefused() {
    ServerConnector connector = new ServerConnector(server);
    connector.setInheritChannel(true);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> JettyServerResource.of(connector))
        .withMessageContaining(connector.toString())
        .withMessageContaining("setInheritChannel(false)");
  }

  @Test
  void aProtocolThatNobodyCanDrainIsRefused() {
    ServerConnector connector =
        new ServerConnector(
            server,
            new AbstractConnectionFactory("morse") {
              @Override
              public Connection newConnection(Connector from, EndPoint endPoint) {
                throw new UnsupportedOperationException();
              }
            });

    assertThatIllegalArgumentException()
        .isThrownBy(() -> JettyServerResource.of(connector))
        .withMessageContaining("it speaks morse, and nobody here can drain that");
  }

  @Test
  void aConnectorWithTlsHasSettingsOfItsOwn() {
    server.addConnector(new ServerConnector(server));
    server.addConnector(new ServerConnector(server, new SslContextFactory.Server()));

    assertThat(JettyServerResource.of(server).name()).isEqualTo("jetty");
  }

  @Test
  void whereAServerListensIsSaidForEachConnector() {
    assertThatIllegalStateException()
        .isThrownBy(() -> JettyServerResource.builder(server).settings("web"))
        .withMessageContaining("use builder(connector)");
  }

  @Test
  void anotherKindOfConnectorSuchAsQuicIsRefused() {
    server.addConnector(new Datagrams(server));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> JettyServerResource.of(server))
        .withMessageContaining("it is a " + Datagrams.class.getName());
  }

  @Test
  void aRefusedConnectorThatIsAddedLaterPreventsTheCheckpoint() throws Exception {
    JettyServerResource resource = JettyServerResource.of(server);
    server.addConnector(new Datagrams(server));

    try (Rehearsal rehearsal = Rehearsal.of(resource, CheckpointSettings.defaults())) {
      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(rehearsal::checkpoint)
          .withMessageContaining("it is a " + Datagrams.class.getName());
    }
  }

  @Test
  void twoConnectorsMustNotMoveToTheSamePort() {
    server.addConnector(new ServerConnector(server));
    server.addConnector(new ServerConnector(server));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> JettyServerResource.of(server))
        .withMessageContaining("jetty.http.*")
        .withMessageContaining("setName()");
  }

  /** Like the QUIC connectors, which need a native library to be made at all. */
  private static final class Datagrams extends AbstractNetworkConnector {
    Datagrams(Server server) {
      super(server, null, null, null, 0, new HttpConnectionFactory());
    }

    @Override
    protected void accept(int acceptor) {}

    @Override
    public boolean isOpen() {
      return false;
    }

    @Override
    public Object getTransport() {
      return this;
    }
  }
}

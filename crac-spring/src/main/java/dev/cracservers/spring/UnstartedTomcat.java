// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointCoordinator;
import java.io.IOException;
import java.net.InetAddress;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.AbstractProtocol;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.env.Environment;

/** Registers the connector of an embedded Tomcat before it is started. */
record UnstartedTomcat(CheckpointCoordinator coordinator, Environment environment)
    implements WebServerFactoryCustomizer<TomcatWebServerFactory> {

  @Override
  public void customize(TomcatWebServerFactory factory) {
    WebAddress address = new WebAddress(environment, null);
    factory.addConnectorCustomizers(
        connector -> coordinator.register(new UnstartedServer(address, new Target(connector))));
  }

  private record Target(Connector connector) implements UnstartedServer.Target {
    @Override
    public void port(int port) {
      connector.setPort(port);
    }

    @Override
    public void host(String host) throws IOException {
      if (connector.getProtocolHandler() instanceof AbstractProtocol<?> protocol) {
        protocol.setAddress(host.isBlank() ? null : InetAddress.getByName(host));
      }
    }
  }
}

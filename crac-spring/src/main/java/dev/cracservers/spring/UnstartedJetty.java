// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.Registration;
import org.eclipse.jetty.server.ServerConnector;
import org.springframework.boot.jetty.JettyWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.env.Environment;

/** Registers the connector of an embedded Jetty before it is started. */
record UnstartedJetty(CheckpointCoordinator coordinator, Environment environment)
    implements WebServerFactoryCustomizer<JettyWebServerFactory> {

  @Override
  public void customize(JettyWebServerFactory factory) {
    WebAddress address = new WebAddress(environment, null);
    factory.addServerCustomizers(
        server -> {
          if (server.getConnectors().length > 0
              && server.getConnectors()[0] instanceof ServerConnector first) {
            Registration unused =
                coordinator.register(new UnstartedServer(address, new Target(first)));
          }
        });
  }

  private record Target(ServerConnector connector) implements UnstartedServer.Target {
    @Override
    public void port(int port) {
      connector.setPort(port);
    }

    @Override
    public void host(String host) {
      connector.setHost(host.isBlank() ? null : host);
    }
  }
}

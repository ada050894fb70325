// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.Registration;
import java.io.IOException;
import java.net.InetAddress;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.env.Environment;

/** Registers an embedded Reactor Netty, which asks its factory for the address when it starts. */
record UnstartedNetty(CheckpointCoordinator coordinator, Environment environment)
    implements WebServerFactoryCustomizer<NettyReactiveWebServerFactory> {

  @Override
  public void customize(NettyReactiveWebServerFactory factory) {
    WebAddress address = new WebAddress(environment, null);
    Registration unused = coordinator.register(new UnstartedServer(address, new Target(factory)));
  }

  private record Target(NettyReactiveWebServerFactory factory) implements UnstartedServer.Target {
    @Override
    public void port(int port) {
      factory.setPort(port);
    }

    @Override
    public void host(String host) throws IOException {
      factory.setAddress(host.isBlank() ? null : InetAddress.getByName(host));
    }
  }
}

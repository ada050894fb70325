// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.CheckpointResource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.boot.reactor.netty.NettyWebServer;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;

/**
 * Embedded Reactor Netty, through crac-netty: has the server of one context watched when it is
 * made, and takes it when it listens.
 */
final class NettyWebServers
    implements WebServers.Adapter, WebServerFactoryCustomizer<NettyReactiveWebServerFactory> {
  private final ApplicationContext context;
  private final CheckpointCoordinator coordinator;
  private @Nullable WatchedNetty watched;

  NettyWebServers(ApplicationContext context, CheckpointCoordinator coordinator) {
    this.context = context;
    this.coordinator = coordinator;
  }

  @Override
  public void customize(NettyReactiveWebServerFactory factory) {
    String namespace =
        context instanceof WebServerApplicationContext web ? web.getServerNamespace() : null;
    String name = WebServers.nameOf(namespace);
    NettyTls tls = NettyTls.takenFrom(factory, name, new WebTls(context, namespace));
    tls.resources().forEach(coordinator::register);
    WatchedNetty server = new WatchedNetty(name, tls);
    // Those of the application find a server with TLS, and may change what is watched.
    Set<NettyServerCustomizer> customizers = new LinkedHashSet<>();
    customizers.add(server::secure);
    customizers.addAll(factory.getServerCustomizers());
    customizers.add(server::watch);
    factory.setServerCustomizers(customizers);
    watched = server;
  }

  @Override
  public @Nullable List<CheckpointResource> adapt(
      WebServer server, String name, WebAddress address, WebTls tls) {
    WatchedNetty mine = watched;
    if (!(server instanceof NettyWebServer netty) || mine == null) {
      return null;
    }
    watched = null;
    return List.of(mine.startedAs(netty, address));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointResource;
import java.util.ArrayList;
import java.util.List;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.UpgradeProtocol;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

/** Embedded Tomcat: gives it a protocol that can be drained, and takes its connectors. */
final class TomcatWebServers
    implements WebServers.Adapter, WebServerFactoryCustomizer<TomcatWebServerFactory> {

  @Override
  public void customize(TomcatWebServerFactory factory) {
    if (TomcatWebServerFactory.DEFAULT_PROTOCOL.equals(factory.getProtocol())) {
      factory.setProtocol(TomcatDrainProtocol.class.getName());
    }
  }

  @Override
  public @Nullable List<CheckpointResource> adapt(
      WebServer server, String name, WebAddress address, WebTls tls) {
    if (!(server instanceof TomcatWebServer tomcat)) {
      return null;
    }
    TomcatInFlight inFlight = new TomcatInFlight();
    List<CheckpointResource> resources = new ArrayList<>();
    for (Connector connector : tomcat.getTomcat().getService().findConnectors()) {
      if (!(connector.getProtocolHandler() instanceof TomcatDrainProtocol protocol)
          || (protocol.isSSLEnabled() && !tls.isConfigured())) {
        throw new IllegalArgumentException(
            connector
                + " cannot go through a checkpoint: only HTTP over NIO can, with the TLS that the"
                + " properties of the server set up; leave both to them, or use Jetty");
      }
      for (UpgradeProtocol upgrade : connector.findUpgradeProtocols()) {
        if (!TomcatHttp2.isTomcats(upgrade) || !protocol.endpoint().getUseAsyncIO()) {
          throw new IllegalArgumentException(
              "%s cannot go through a checkpoint with %s: only Tomcat's own HTTP/2 can, with useAsyncIO=true; leave both as they are by default, or say server.http2.enabled=false"
                  .formatted(connector, upgrade.getClass().getName()));
        }
      }
      resources.add(
          new TomcatResource(
              resources.isEmpty() ? name : name + "-" + resources.size(),
              connector,
              protocol,
              inFlight,
              address,
              new TomcatTls(connector, tls)));
    }
    tomcat.getTomcat().getEngine().getPipeline().addValve(inFlight);
    return resources;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointResource;
import dev.cracservers.jetty.JettyServerResource;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.web.server.WebServer;

/**
 * Embedded Jetty, through crac-jetty. {@code server.port} and {@code server.address} move the first
 * connector; others come back where they were.
 */
final class JettyWebServers implements WebServers.Adapter {
  @Override
  public @Nullable List<CheckpointResource> adapt(
      WebServer server, String name, WebAddress address, WebTls tls) {
    if (!(server instanceof JettyWebServer jetty)) {
      return null;
    }
    List<CheckpointResource> resources = new ArrayList<>();
    for (Connector connector : jetty.getServer().getConnectors()) {
      if (!(connector instanceof ServerConnector tcp)) {
        throw new IllegalArgumentException(
            connector + " cannot go through a checkpoint: only a ServerConnector can");
      }
      boolean first = resources.isEmpty();
      JettyServerResource.Builder builder =
          JettyServerResource.builder(tcp).name(first ? name : name + "-" + resources.size());
      if (tls.isConfigured()) {
        builder.keyMaterial(new JettyTls(tls));
      }
      if (first) {
        builder.port(restored -> address.port()).host(restored -> address.address());
      }
      resources.add(builder.build());
    }
    return resources;
  }
}

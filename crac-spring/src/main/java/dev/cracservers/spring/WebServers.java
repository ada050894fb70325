// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Registration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.support.AbstractApplicationContext;

/**
 * Registers each embedded server once it listens, that of the management port included. A server
 * that cannot go through a checkpoint runs as ever, and has checkpoints refused.
 */
final class WebServers implements ApplicationListener<WebServerInitializedEvent> {

  /** Takes the servers of one make. */
  interface Adapter {
    /**
     * Returns the resources of a server; null if it is of another make.
     *
     * @throws IllegalArgumentException if it is of this make and cannot go through a checkpoint
     */
    @Nullable List<CheckpointResource> adapt(
        WebServer server, String name, WebAddress address, WebTls tls);
  }

  private final CheckpointCoordinator coordinator;

  WebServers(CheckpointCoordinator coordinator) {
    this.coordinator = coordinator;
  }

  /** Returns what a server is called in reports and errors. */
  static String nameOf(@Nullable String namespace) {
    return namespace == null ? "web-server" : "web-server-" + namespace;
  }

  @Override
  public void onApplicationEvent(WebServerInitializedEvent event) {
    WebServerApplicationContext context = event.getApplicationContext();
    String namespace = context.getServerNamespace();
    String name = nameOf(namespace);
    WebAddress address = new WebAddress(context.getEnvironment(), namespace);
    Object lifecycle = context.getBean(AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME);
    if (lifecycle instanceof CheckpointLifecycle) {
      WebTls tls = new WebTls(context, namespace);
      // That of a management port may have been prepared by an adapter of its own context.
      List<Adapter> adapters = context.getBeanProvider(Adapter.class).orderedStream().toList();
      adapt(adapters, event.getWebServer(), name, address, tls).forEach(coordinator::register);
    } else {
      Registration unused =
          coordinator.register(
              new Refusal(
                  name,
                  "Spring would stop this server as well: the bean lifecycleProcessor is a "
                      + lifecycle.getClass().getName()
                      + "; leave it to the auto-configuration"));
    }
  }

  private static List<CheckpointResource> adapt(
      List<Adapter> adapters, WebServer server, String name, WebAddress address, WebTls tls) {
    try {
      for (Adapter each : adapters) {
        List<CheckpointResource> resources = each.adapt(server, name, address, tls);
        if (resources != null) {
          return resources;
        }
      }
    } catch (IllegalArgumentException e) {
      return List.of(new Refusal(name, e.getMessage()));
    }
    return List.of(
        new Refusal(
            name,
            "nothing here takes a "
                + server.getClass().getName()
                + " through a checkpoint; use the embedded Jetty, Tomcat or Reactor Netty"));
  }
}

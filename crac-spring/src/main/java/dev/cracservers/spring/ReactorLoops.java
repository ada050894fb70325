// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.Registration;
import dev.cracservers.core.RestoreContext;
import dev.cracservers.netty.ReactorHttpResources;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.Lifecycle;
import org.springframework.http.client.ReactorClientHttpRequestFactory;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;

/**
 * Takes the event loops of Reactor Netty that Spring has made, for servers and clients, through
 * checkpoints. Spring would end them before CLOSE, while the servers still have to close their
 * connections on them, and wait 2 s in which nothing may happen. Connectors over these loops get a
 * client on the new ones, also where Spring stops and starts no bean: with {@code
 * spring.context.checkpoint=onRefresh}.
 */
final class ReactorLoops implements BeanPostProcessor {
  private final CheckpointCoordinator coordinator;
  private final SpringCycle cycle;
  private final List<Lifecycle> connectors = new CopyOnWriteArrayList<>();

  ReactorLoops(CheckpointCoordinator coordinator, SpringCycle cycle) {
    this.coordinator = coordinator;
    this.cycle = cycle;
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String beanName) {
    if (bean instanceof ReactorResourceFactory factory) {
      cycle.leave(factory);
      Registration unused = coordinator.register(new Loops(beanName, factory, connectors));
    } else if (bean instanceof ReactorClientHttpConnector
        || bean instanceof ReactorClientHttpRequestFactory) {
      connectors.add((Lifecycle) bean);
    }
    return bean;
  }

  /** Those of one bean. */
  private static final class Loops implements CheckpointResource {
    private final String name;
    private final ReactorResourceFactory factory;
    private final List<Lifecycle> connectors;
    private boolean stopped;

    Loops(String name, ReactorResourceFactory factory, List<Lifecycle> connectors) {
      this.name = name;
      this.factory = factory;
      this.connectors = connectors;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public void close(Deadline deadline) throws Exception {
      boolean running = factory.isRunning();
      // Also where a cycle before could not start it again.
      stopped |= running;
      try {
        if (running && factory.isUseGlobalResources()) {
          // The factory would wait for its quiet period.
          ReactorHttpResources.of(name).close(deadline);
        }
      } finally {
        factory.stop();
      }
    }

    @Override
    public void reopen(RestoreContext context) {
      if (stopped) {
        factory.start();
        stopped = false;
        connectors.forEach(Loops::renew);
      }
    }

    /**
     * A connector that Spring has stopped it starts itself; one without a factory does not stop.
     */
    private static void renew(Lifecycle connector) {
      if (connector.isRunning()) {
        connector.stop();
        if (!connector.isRunning()) {
          connector.start();
        }
      }
    }
  }
}

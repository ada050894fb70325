// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.Registration;
import dev.cracservers.core.RestoreContext;
import dev.cracservers.netty.ReactorHttpResources;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.http.client.ReactorResourceFactory;

/**
 * Takes the event loops of Reactor Netty that Spring has made, for servers and clients, through
 * checkpoints. Spring would end them before CLOSE, while the servers still have to close their
 * connections on them, and wait 2 s in which nothing may happen.
 */
final class ReactorLoops implements BeanPostProcessor {
  private final CheckpointCoordinator coordinator;
  private final SpringCycle cycle;

  ReactorLoops(CheckpointCoordinator coordinator, SpringCycle cycle) {
    this.coordinator = coordinator;
    this.cycle = cycle;
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String beanName) {
    if (bean instanceof ReactorResourceFactory factory) {
      cycle.leave(factory);
      Registration unused = coordinator.register(new Loops(beanName, factory));
    }
    return bean;
  }

  /** Those of one bean. */
  private static final class Loops implements CheckpointResource {
    private final String name;
    private final ReactorResourceFactory factory;
    private boolean stopped;

    Loops(String name, ReactorResourceFactory factory) {
      this.name = name;
      this.factory = factory;
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
      }
    }
  }
}

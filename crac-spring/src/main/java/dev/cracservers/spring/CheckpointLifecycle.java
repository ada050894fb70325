// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.spring.SpringCycle.Part;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.context.Lifecycle;
import org.springframework.context.support.DefaultLifecycleProcessor;

/**
 * Spring's own lifecycle, which during a checkpoint leaves the web servers to their resources and
 * stops nothing when the checkpoint is given up. So no server is stopped twice, requests in flight
 * keep all their beans, and a server that was never stopped by Spring still shuts down gracefully
 * at the end of the process.
 *
 * <p>Relies on {@code DefaultLifecycleProcessor} of Spring 7.0: it asks {@code getLifecycleBeans()}
 * for each stop and start, and is running again only when every bean was started.
 */
final class CheckpointLifecycle extends DefaultLifecycleProcessor implements DisposableBean {
  /** The names under which web application contexts register the lifecycle of their server. */
  static final Set<String> WEB_SERVER = Set.of("webServerGracefulShutdown", "webServerStartStop");

  private final SpringCycle cycle;
  private volatile boolean stopped;

  private CheckpointLifecycle(SpringCycle cycle) {
    this.cycle = cycle;
    cycle.add(this);
  }

  static CheckpointLifecycle of(SpringCycle cycle, LifecycleProperties properties) {
    CheckpointLifecycle lifecycle = new CheckpointLifecycle(cycle);
    lifecycle.setTimeoutPerShutdownPhase(properties.getTimeoutPerShutdownPhase().toMillis());
    return lifecycle;
  }

  @Override
  protected Map<String, Lifecycle> getLifecycleBeans() {
    Part part = cycle.part();
    if (part == Part.NOTHING) {
      return new LinkedHashMap<>();
    }
    Map<String, Lifecycle> beans = super.getLifecycleBeans();
    if (part == Part.ITS_OWN) {
      stopped = true;
      beans.keySet().removeAll(WEB_SERVER);
    }
    return beans;
  }

  /** Throws if beans were stopped for this cycle and not all of them run again. */
  void proveRestarted() {
    boolean wasStopped = stopped;
    stopped = false;
    if (wasStopped && !isRunning()) {
      throw new IllegalStateException(
          "Spring could not start all beans again; the first one that failed is named with its"
              + " reason among the failures of this checkpoint. Make its start() work in a restored"
              + " process, or let it not be stopped");
    }
  }

  @Override
  public void destroy() {
    cycle.remove(this);
  }
}

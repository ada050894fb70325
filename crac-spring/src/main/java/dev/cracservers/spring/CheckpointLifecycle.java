// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.spring.SpringCycle.Part;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
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
 * for each stop and start.
 */
final class CheckpointLifecycle extends DefaultLifecycleProcessor implements DisposableBean {
  /** The names under which web application contexts register the lifecycle of their server. */
  private static final Set<String> WEB_SERVER =
      Set.of("webServerGracefulShutdown", "webServerStartStop");

  private final SpringCycle cycle;
  private final EarlyBeans early;
  private List<GuardedBean> guarded = List.of();

  /** The beans that a cycle has stopped and could not start again: the next one starts them. */
  private final Set<String> owed = new HashSet<>();

  private volatile boolean destroyed;

  private CheckpointLifecycle(SpringCycle cycle, Duration timeoutPerPhase) {
    this.cycle = cycle;
    this.early = new EarlyBeans(timeoutPerPhase);
    cycle.add(this);
  }

  static CheckpointLifecycle of(SpringCycle cycle, LifecycleProperties properties) {
    CheckpointLifecycle lifecycle =
        new CheckpointLifecycle(cycle, properties.getTimeoutPerShutdownPhase());
    lifecycle.setTimeoutPerShutdownPhase(properties.getTimeoutPerShutdownPhase().toMillis());
    return lifecycle;
  }

  @Override
  protected Map<String, Lifecycle> getLifecycleBeans() {
    Part part = cycle.part();
    if (destroyed || part == Part.NOTHING) {
      return new LinkedHashMap<>();
    }
    Map<String, Lifecycle> beans = super.getLifecycleBeans();
    if (part == Part.NONE) {
      return beans;
    }
    beans.keySet().removeAll(WEB_SERVER);
    beans.values().removeIf(cycle::isLeft);
    // Spring asks once to stop, and once to start again.
    boolean stopping = guarded.isEmpty();
    beans.replaceAll(
        (name, bean) ->
            new GuardedBean(name, bean, getPhase(bean), stopping && owed.contains(name)));
    guarded = beans.values().stream().map(GuardedBean.class::cast).toList();
    return beans;
  }

  /** Stops the beans that run before Spring has started any; later Spring stops them itself. */
  void stopEarlyBeans() throws InterruptedException {
    if (isRunning() || destroyed) {
      return;
    }
    Map<String, Lifecycle> beans = super.getLifecycleBeans();
    beans.keySet().removeAll(WEB_SERVER);
    beans.values().removeIf(cycle::isLeft);
    List<GuardedBean> running = new ArrayList<>();
    beans.forEach((name, bean) -> running.add(new GuardedBean(name, bean, getPhase(bean), false)));
    early.stop(running);
  }

  /** Starts the beans again that {@link #stopEarlyBeans} has stopped. */
  void startEarlyBeans() {
    early.start();
  }

  /** Throws if a bean that Spring was to stop is not stopped. */
  void proveStopped() {
    early.proveStopped();
    guarded.forEach(GuardedBean::proveStopped);
  }

  /** Throws if a bean that Spring was to start again is not. */
  void proveStarted() {
    for (GuardedBean bean : guarded) {
      if (bean.hasFailed()) {
        owed.add(bean.name());
      } else {
        owed.remove(bean.name());
      }
    }
    guarded.forEach(GuardedBean::proveStarted);
  }

  /** Lets go of the beans of the cycle that is over. */
  void forget() {
    guarded = List.of();
  }

  @Override
  public void destroy() {
    destroyed = true;
    cycle.remove(this);
  }
}

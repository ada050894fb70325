// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.Registration;
import dev.cracservers.core.RestoreContext;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.Ordered;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.config.ScheduledTaskRegistrar;

/**
 * Leaves out the runs of {@code fixedRate} tasks that fell due while a checkpoint held their
 * scheduler, all but the last. Spring's schedulers pause for a checkpoint and would then make up
 * for each of them, one right after the other. Thread-safe.
 */
final class MissedRuns
    implements CheckpointResource, SchedulingConfigurer, Ordered, DisposableBean {
  private final CheckpointCoordinator coordinator;
  private final BeanFactory beans;
  private final List<RateRouter> routers = new ArrayList<>();
  private boolean held;
  private boolean everHeld;
  private long heldUntil;

  MissedRuns(CheckpointCoordinator coordinator, BeanFactory beans) {
    this.coordinator = coordinator;
    this.beans = beans;
  }

  @Override
  public void configureTasks(ScheduledTaskRegistrar registrar) {
    if (routers.isEmpty()) {
      Registration unused = coordinator.register(this);
    }
    RateRouter router = new RateRouter(this, registrar.getScheduler());
    router.setBeanName(name());
    router.setBeanFactory(beans);
    routers.add(router);
    registrar.setTaskScheduler(router);
  }

  /** The last one, since it goes by the scheduler that others have chosen. */
  @Override
  public int getOrder() {
    return LOWEST_PRECEDENCE;
  }

  @Override
  public String name() {
    return "fixed-rate-tasks";
  }

  @Override
  public synchronized void close(Deadline deadline) {
    held = true;
  }

  /** Spring has let its schedulers go on by now, and their tasks have looked at the time. */
  @Override
  public synchronized void rebind(RestoreContext context) {
    if (held) {
      held = false;
      everHeld = true;
      heldUntil = System.nanoTime();
    }
  }

  /** Returns whether the run that was due then is made up for by a later one that was, too. */
  synchronized boolean isMissed(long due, long period) {
    if (!held && !everHeld) {
      return false;
    }
    long until = held ? System.nanoTime() : heldUntil;
    return due + period - until <= 0;
  }

  @Override
  public void destroy() {
    routers.forEach(RateRouter::destroy);
  }
}

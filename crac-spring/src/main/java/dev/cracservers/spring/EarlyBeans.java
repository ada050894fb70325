// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The lifecycle beans that run although Spring has started none yet, such as an embedded server
 * that its initialization has started. With {@code spring.context.checkpoint=onRefresh} the image
 * is taken at that time, and Spring stops no bean for it. Used by one thread.
 */
final class EarlyBeans {
  private final Duration timeoutPerPhase;
  private final List<GuardedBean> stopped = new ArrayList<>();

  EarlyBeans(Duration timeoutPerPhase) {
    this.timeoutPerPhase = timeoutPerPhase;
  }

  /** Stops those that run, from the highest phase to the lowest. */
  void stop(Collection<GuardedBean> beans) throws InterruptedException {
    TreeMap<Integer, List<GuardedBean>> byPhase = new TreeMap<>(Collections.reverseOrder());
    for (GuardedBean bean : beans) {
      if (bean.isRunning()) {
        byPhase.computeIfAbsent(bean.getPhase(), phase -> new ArrayList<>()).add(bean);
      }
    }
    for (List<GuardedBean> phase : byPhase.values()) {
      CountDownLatch running = new CountDownLatch(phase.size());
      for (GuardedBean bean : phase) {
        // First, so that what has only begun to stop is started again, too.
        stopped.add(bean);
        bean.stop(running::countDown);
      }
      // A bean that is late refuses the checkpoint: see proveStopped().
      boolean unused = running.await(timeoutPerPhase.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Throws if one of them has not stopped. */
  void proveStopped() {
    stopped.forEach(GuardedBean::proveStopped);
  }

  /**
   * Starts them again, in reverse.
   *
   * @throws IllegalStateException if one cannot be started; the others are
   */
  void start() {
    List<GuardedBean> reversed = new ArrayList<>(stopped);
    Collections.reverse(reversed);
    stopped.clear();
    reversed.forEach(GuardedBean::start);
    reversed.forEach(GuardedBean::proveStarted);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.context.Lifecycle;
import org.springframework.context.SmartLifecycle;

/**
 * A bean of Spring's lifecycle in one cycle. It keeps failures: Spring would log a failed stop and
 * go on, and after a failed start its next checkpoint would wait for ever.
 *
 * <p>A bean has stopped when its {@code stop} has returned, or its callback has run. {@code
 * isRunning()} proves nothing: many beans whose {@code stop} has nothing to do return true for
 * ever. Nor may it be asked once the pools are closed, since it may need a connection. Whether
 * anything is left open the engine finds out by the descriptors.
 */
final class GuardedBean implements SmartLifecycle {
  private final String name;
  private final Lifecycle bean;
  private final int phase;
  private final boolean owed;
  private volatile boolean finished = true;
  private long stopBegun;
  private @Nullable RuntimeException failure;

  /**
   * @param owed whether an earlier cycle has stopped the bean and could not start it again: to
   *     Spring, which starts what it has stopped, it runs
   */
  GuardedBean(String name, Lifecycle bean, int phase, boolean owed) {
    this.name = name;
    this.bean = bean;
    this.phase = phase;
    this.owed = owed;
  }

  String name() {
    return name;
  }

  boolean hasFailed() {
    return failure != null;
  }

  @Override
  public void start() {
    try {
      bean.start();
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  @Override
  public void stop() {
    stop(() -> {});
  }

  @Override
  public void stop(Runnable callback) {
    if (owed && !bean.isRunning()) {
      callback.run();
      return;
    }
    finished = false;
    stopBegun = System.nanoTime();
    Runnable ended =
        () -> {
          finished = true;
          callback.run();
        };
    try {
      if (bean instanceof SmartLifecycle smart) {
        smart.stop(ended);
      } else {
        bean.stop();
        ended.run();
      }
    } catch (RuntimeException e) {
      failure = e;
      ended.run();
    }
  }

  @Override
  public boolean isRunning() {
    return owed || bean.isRunning();
  }

  @Override
  public int getPhase() {
    return phase;
  }

  /** Throws if this bean was to be stopped and has not stopped. Does not call the bean. */
  void proveStopped() {
    if (failure != null) {
      throw new IllegalStateException(
          "Spring bean '" + name + "' cannot be stopped: " + failure, failure);
    }
    if (!finished) {
      throw new IllegalStateException(
          "Spring bean '%s' has not finished to stop after %d ms: make it stop sooner, or allow more"
                  .formatted(name, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - stopBegun))
              + " with spring.lifecycle.timeout-per-shutdown-phase");
    }
  }

  /** Throws if this bean could not be started. */
  void proveStarted() {
    if (failure != null) {
      throw new IllegalStateException(
          "Spring bean '" + name + "' cannot be started again: " + failure, failure);
    }
  }
}

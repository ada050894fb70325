// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import org.jspecify.annotations.Nullable;
import org.springframework.context.Lifecycle;
import org.springframework.context.SmartLifecycle;

/**
 * A bean of Spring's lifecycle in a cycle, whose failures are kept. Spring would log a failed stop
 * and go on; and after a failed start its next checkpoint would wait for ever.
 */
final class GuardedBean implements SmartLifecycle {
  private final String name;
  private final Lifecycle bean;
  private final int phase;
  private boolean asked;
  private @Nullable RuntimeException failure;

  GuardedBean(String name, Lifecycle bean, int phase) {
    this.name = name;
    this.bean = bean;
    this.phase = phase;
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
    asked = true;
    try {
      if (bean instanceof SmartLifecycle smart) {
        smart.stop(callback);
      } else {
        bean.stop();
        callback.run();
      }
    } catch (RuntimeException e) {
      failure = e;
      callback.run();
    }
  }

  @Override
  public boolean isRunning() {
    return bean.isRunning();
  }

  @Override
  public int getPhase() {
    return phase;
  }

  /** Throws if this bean was to be stopped and is not. */
  void proveStopped() {
    if (failure != null) {
      throw new IllegalStateException(
          "Spring bean '" + name + "' cannot be stopped: " + failure, failure);
    }
    if (asked && bean.isRunning()) {
      throw new IllegalStateException(
          "Spring bean '"
              + name
              + "' is still running when its phase has ended; make it stop sooner, or allow more"
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

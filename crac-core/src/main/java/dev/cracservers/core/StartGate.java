// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether an application is still starting. Until it has started, only the thread that starts it
 * may take a checkpoint, as Spring does for {@code spring.context.checkpoint=onRefresh}: one that
 * other code asks for would leave out what is registered later, and its image would never serve.
 * Thread-safe.
 */
final class StartGate {
  /** Set while an application is starting, so that the engine can refuse before it notifies any. */
  static final String PROPERTY = "dev.cracservers.starting";

  private static final AtomicInteger STARTING = new AtomicInteger();

  private final Thread starter = Thread.currentThread();
  private boolean open;

  StartGate() {
    count(1);
  }

  /** The application has started, or has been given up. */
  synchronized void open() {
    if (!open) {
      open = true;
      count(-1);
    }
  }

  /**
   * @throws IllegalStateException if the application is starting, on another thread
   */
  synchronized void refuseOthers() {
    if (!open && Thread.currentThread() != starter) {
      throw new IllegalStateException(
          "not started yet: thread %s has created the coordinator and has not called applicationStarted()"
                  .formatted(starter.getName())
              + "; take the checkpoint once the application serves, or with crac checkpoint --wait");
    }
  }

  /**
   * @throws IllegalStateException if the application is starting
   */
  synchronized void refuseAll() {
    if (!open) {
      throw new IllegalStateException(
          "not started yet: call applicationStarted() once the application serves, then checkpoint()");
    }
  }

  private static synchronized void count(int change) {
    if (STARTING.addAndGet(change) > 0) {
      System.setProperty(PROPERTY, "true");
    } else {
      System.clearProperty(PROPERTY);
    }
  }
}

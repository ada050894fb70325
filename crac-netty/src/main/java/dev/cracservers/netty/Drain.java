// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Whether connections are to end, and what has ended since. Thread-safe. */
final class Drain {
  private final LongAdder finished = new LongAdder();
  private final LongAdder idleClosed = new LongAdder();
  private final AtomicInteger number = new AtomicInteger();
  private volatile boolean running;

  void start() {
    finished.reset();
    idleClosed.reset();
    number.incrementAndGet();
    running = true;
  }

  /** Returns which drain this is, to tell the present one from those before. */
  int number() {
    return number.get();
  }

  void end() {
    running = false;
  }

  boolean isRunning() {
    return running;
  }

  /** A request has ended on a connection that knew of the drain. */
  void requestFinished() {
    if (running) {
      finished.increment();
    }
  }

  void idleClosed() {
    idleClosed.increment();
  }

  long finishedRequests() {
    return finished.sum();
  }

  long idleConnectionsClosed() {
    return idleClosed.sum();
  }
}

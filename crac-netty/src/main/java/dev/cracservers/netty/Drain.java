// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import java.util.concurrent.atomic.LongAdder;

/** Whether connections are to end, and what has ended since. Thread-safe. */
final class Drain {
  private final LongAdder finished = new LongAdder();
  private final LongAdder idleClosed = new LongAdder();
  private volatile boolean running;

  void start() {
    finished.reset();
    idleClosed.reset();
    running = true;
  }

  void end() {
    running = false;
  }

  boolean isRunning() {
    return running;
  }

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

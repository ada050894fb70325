// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The thread beside a cycle. It is no daemon, so the JVM stays alive while connectors and pools,
 * and with them perhaps every other such thread, are stopped. And it interrupts a step that
 * overruns its deadline, so that one stuck resource does not leave a server closed for ever.
 *
 * <p>A resource gets {@link #GRACE} beyond the deadline, so that its own, better error comes first.
 */
final class Watchdog implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final Thread thread = new Thread(this::watch, "crac-watchdog");
  private @Nullable Thread watched;
  private @Nullable Deadline deadline;
  private boolean interrupted;
  private boolean closed;

  Watchdog() {
    thread.setDaemon(false);
    thread.start();
  }

  /** Watches the calling thread until {@link #release()}. */
  synchronized void watch(Deadline phaseDeadline) {
    watched = Thread.currentThread();
    deadline = Deadline.after(phaseDeadline.remaining().plus(GRACE));
    interrupted = false;
    notifyAll();
  }

  /**
   * Stops watching the calling thread.
   *
   * @return whether it had to be interrupted; the interrupt is taken back then
   */
  synchronized boolean release() {
    watched = null;
    deadline = null;
    if (interrupted) {
      Thread.interrupted();
    }
    return interrupted;
  }

  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }

  private synchronized void watch() {
    while (!closed) {
      try {
        if (watched == null || deadline == null) {
          wait();
        } else if (deadline.isExpired()) {
          interrupted = true;
          watched.interrupt();
          watched = null;
        } else {
          TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, deadline.remaining().toNanos()));
        }
      } catch (InterruptedException nobodyMayEndThisEarly) {
        // The only way out is close(): without this thread the JVM might exit between the phases.
      }
    }
  }
}

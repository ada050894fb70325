// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit;

import dev.cracservers.core.Deadline;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A gate at which a test holds requests: shut at first, opened when the test wants them to finish.
 * Thread-safe.
 */
public final class Gate {
  /** Long enough for a slow machine, short enough that a broken test ends. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** By then whoever does not wait has gone on. */
  private static final Duration TOO_LATE = Duration.ofSeconds(2);

  private CompletableFuture<Void> opened = new CompletableFuture<>();
  private int arrivals;

  /**
   * Arrives at the gate and waits until it is open; for a handler that may block.
   *
   * @throws IllegalStateException if it is not opened within 30 s
   */
  public void pass() throws Exception {
    if (!Deadline.after(PATIENCE).await(arrive())) {
      throw new IllegalStateException(
          "the gate was not opened within " + PATIENCE.toSeconds() + " s");
    }
  }

  /**
   * Arrives at the gate; for a handler that must not block.
   *
   * @return a stage that completes, on the thread that opens the gate, when it is open
   */
  public synchronized CompletionStage<Void> arrive() {
    arrivals++;
    return opened.copy();
  }

  /**
   * Waits until this many have arrived since the gate was made or last shut.
   *
   * @throws AssertionError if fewer have arrived within 30 s
   */
  public void awaitArrivals(int expected) throws InterruptedException {
    if (!Deadline.after(PATIENCE).await(() -> arrivals() >= expected)) {
      throw new AssertionError(
          "%d of %d requests arrived at the gate within %d s"
              .formatted(arrivals(), expected, PATIENCE.toSeconds()));
    }
  }

  /** Lets everybody pass, now and later. */
  public void open() {
    CompletableFuture<Void> waiting;
    synchronized (this) {
      waiting = opened;
    }
    waiting.complete(null);
  }

  /**
   * Opens as soon as a thread waits for something, which is taken to be those at the gate; or, when
   * it waits for nobody, too late for them.
   */
  void openOnceAwaitedBy(Thread waiter) {
    Thread opener =
        new Thread(
            () -> {
              try {
                Deadline.after(TOO_LATE).await(() -> isWaiting(waiter));
                open();
              } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts the opener", e);
              }
            },
            "gate-opener");
    opener.setDaemon(true);
    opener.start();
  }

  static boolean isWaiting(Thread thread) {
    Thread.State state = thread.getState();
    return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
  }

  /** Holds those who arrive from now on. */
  public synchronized void shut() {
    arrivals = 0;
    if (opened.isDone()) {
      opened = new CompletableFuture<>();
    }
  }

  private synchronized int arrivals() {
    return arrivals;
  }
}

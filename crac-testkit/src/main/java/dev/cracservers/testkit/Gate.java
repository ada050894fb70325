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

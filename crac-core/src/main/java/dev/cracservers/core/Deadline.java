// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * A budget of time on a monotonic clock.
 *
 * <p>A deadline is made anew for each phase and is never carried across the image: what the
 * monotonic clock does while the process is frozen depends on the engine. Thread-safe.
 */
public final class Deadline {
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Duration budget;
  private final LongSupplier nanoClock;
  private final long start;

  private Deadline(Duration budget, LongSupplier nanoClock) {
    this.budget = budget;
    this.nanoClock = nanoClock;
    this.start = nanoClock.getAsLong();
  }

  /**
   * Starts a deadline on {@link System#nanoTime()}.
   *
   * @param budget the time until it expires; zero or negative means it has expired
   */
  public static Deadline after(Duration budget) {
    return new Deadline(budget, System::nanoTime);
  }

  /**
   * Starts a deadline on the given clock.
   *
   * @param budget the time until it expires; zero or negative means it has expired
   * @param nanoClock a monotonic clock in nanoseconds, like {@link System#nanoTime()}
   */
  public static Deadline after(Duration budget, LongSupplier nanoClock) {
    return new Deadline(budget, nanoClock);
  }

  /** Returns the whole budget this deadline started with. */
  public Duration budget() {
    return budget;
  }

  /** Returns the time since this deadline started. */
  public Duration elapsed() {
    return Duration.ofNanos(nanoClock.getAsLong() - start);
  }

  /** Returns the time left, zero once the deadline has expired. */
  public Duration remaining() {
    Duration left = budget.minus(elapsed());
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** Returns whether no time is left. */
  public boolean isExpired() {
    return remaining().isZero();
  }

  /**
   * Waits until the condition holds, looking about once a millisecond. The condition is looked at
   * once more after the deadline has expired, so that a late wake-up is no failure.
   *
   * @return whether the condition held in time
   * @throws InterruptedException if the waiting thread is interrupted
   */
  public boolean await(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      if (isExpired()) {
        return condition.getAsBoolean();
      }
      LockSupport.parkNanos(this, POLL_NANOS);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    return true;
  }

  /**
   * Waits for the stage to complete.
   *
   * @return whether it completed normally in time
   * @throws InterruptedException if the waiting thread is interrupted
   * @throws ExecutionException if the stage completed with a failure
   */
  public boolean await(CompletionStage<?> stage) throws InterruptedException, ExecutionException {
    try {
      stage.toCompletableFuture().get(remaining().toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException late) {
      return false;
    }
  }

  @Override
  public String toString() {
    return remaining().toMillis() + " ms of " + budget.toMillis() + " ms left";
  }
}

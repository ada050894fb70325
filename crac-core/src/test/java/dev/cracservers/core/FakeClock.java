// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** A monotonic and a wall clock that stand still until a test moves them. */
final class FakeClock implements LongSupplier, Supplier<Instant> {
  static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

  private volatile long nanos = 1_000_000_000L;
  private volatile Instant wall = START;

  @Override
  public long getAsLong() {
    return nanos;
  }

  @Override
  public Instant get() {
    return wall;
  }

  /** Lets time pass for a running process. */
  synchronized void advance(Duration time) {
    nanos += time.toNanos();
    wall = wall.plus(time);
  }

  /** Lets time pass for a frozen process, whose monotonic clock then starts anywhere. */
  synchronized void freeze(Duration time, long nanosAfter) {
    wall = wall.plus(time);
    nanos = nanosAfter;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.config.TaskSchedulerRouter;

/** Finds the scheduler of a task as Spring does, and has its fixed rate known. */
final class RateRouter extends TaskSchedulerRouter {
  private final MissedRuns missed;
  private final @Nullable TaskScheduler chosen;

  RateRouter(MissedRuns missed, @Nullable TaskScheduler chosen) {
    this.missed = missed;
    this.chosen = chosen;
  }

  @Override
  protected TaskScheduler determineTargetScheduler(Runnable task) {
    return chosen != null ? chosen : super.determineTargetScheduler(task);
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, Instant start, Duration period) {
    TaskScheduler target = determineTargetScheduler(task);
    Duration delay = Duration.between(target.getClock().instant(), start);
    return target.scheduleAtFixedRate(new Runs(missed, task, delay, period), start, period);
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, Duration period) {
    return determineTargetScheduler(task)
        .scheduleAtFixedRate(new Runs(missed, task, Duration.ZERO, period), period);
  }

  /** The runs of one task. A scheduler begins each that is due, however late. */
  private static final class Runs implements Runnable {
    private final MissedRuns missed;
    private final Runnable task;
    private final long period;
    private final AtomicLong due;

    Runs(MissedRuns missed, Runnable task, Duration delay, Duration period) {
      this.missed = missed;
      this.task = task;
      this.period = period.toNanos();
      this.due = new AtomicLong(System.nanoTime() + delay.toNanos());
    }

    @Override
    public void run() {
      if (!missed.isMissed(due.getAndAdd(period), period)) {
        task.run();
      }
    }

    @Override
    public String toString() {
      return task.toString();
    }
  }
}

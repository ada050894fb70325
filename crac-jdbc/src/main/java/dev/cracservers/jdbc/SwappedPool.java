// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import dev.cracservers.jdbc.DataSourceBuilder.Closing;
import dev.cracservers.jdbc.DataSourceBuilder.Counting;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The pool of today: opened by whoever needs it first, taken away for a checkpoint, opened anew
 * after it. Thread-safe.
 */
final class SwappedPool<D extends DataSource> {
  private final String name;
  private final Callable<D> opening;
  private final Closing<D> closing;
  private final Function<? super D, ? extends @Nullable Counting<? super D>> countings;
  private final PoolDescriptors descriptors;
  private volatile @Nullable Counting<? super D> counting;
  private volatile @Nullable D pool;
  private volatile @Nullable D taken;
  private @Nullable FutureTask<Void> lastClosing;
  private boolean mayOpen = true;

  /**
   * @param countings says how a pool counts; null if it does not
   */
  SwappedPool(
      String name,
      Callable<D> opening,
      Closing<D> closing,
      Function<? super D, ? extends @Nullable Counting<? super D>> countings,
      PoolDescriptors descriptors) {
    this.name = name;
    this.opening = opening;
    this.closing = closing;
    this.countings = countings;
    this.descriptors = descriptors;
  }

  /**
   * Returns the pool, opening it if need be; null while it is taken away.
   *
   * @throws SQLException if it cannot be opened
   * @throws IllegalArgumentException if it never can
   */
  @Nullable DataSource current() throws SQLException {
    D now = pool;
    return now == null ? open() : now;
  }

  /** Returns whether this is the pool now. */
  boolean is(@Nullable DataSource other) {
    return pool == other;
  }

  private synchronized @Nullable D open() throws SQLException {
    if (pool != null || !mayOpen) {
      return pool;
    }
    if (lastClosing != null && !lastClosing.isDone()) {
      throw new SQLException("pool " + name + ": the pool before the checkpoint is still closing");
    }
    descriptors.opening();
    try {
      D opened = opening.call();
      counting = countings.apply(opened);
      pool = opened;
    } catch (IllegalArgumentException e) {
      // No later attempt can do better.
      throw e;
    } catch (Exception e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      throw new SQLNonTransientConnectionException(
          "pool " + name + " cannot be opened: " + e.getMessage(), e);
    }
    return pool;
  }

  /** Takes the pool away, so that nobody gets at it or opens another. */
  synchronized void take() {
    taken = pool;
    pool = null;
    mayOpen = false;
  }

  /** Gives it back as it is. */
  synchronized void putBack() {
    pool = taken;
    taken = null;
    mayOpen = true;
  }

  /** Returns the pool that is taken away; null if none was open. */
  synchronized @Nullable DataSource taken() {
    return taken;
  }

  /** Returns whether the pool that was opened last counts what is with callers. */
  boolean counts() {
    return counting != null;
  }

  /**
   * Returns how many connections are with callers by the count of the pool, also while it is taken
   * away.
   *
   * @throws IllegalStateException if the pool cannot tell
   */
  int count() {
    // Without the lock, which whoever opens the pool holds until the database answers.
    Counting<? super D> how = counting;
    D now = pool;
    D counted = now == null ? taken : now;
    try {
      return counted == null || how == null ? 0 : how.borrowed(counted);
    } catch (SQLException e) {
      throw new IllegalStateException(
          "pool " + name + ": cannot tell how many connections are borrowed: " + e.getMessage(), e);
    }
  }

  /** Begins to close what is taken away, on a thread of its own, and forgets it. */
  synchronized FutureTask<Void> closeTaken() {
    D leaving = taken;
    taken = null;
    FutureTask<Void> task =
        new FutureTask<>(
            () -> {
              if (leaving != null) {
                closing.close(leaving);
              }
              return null;
            });
    lastClosing = task;
    Thread thread = new Thread(task, name + "-close");
    thread.setDaemon(true);
    thread.start();
    return task;
  }

  /** Lets the pool be opened again. */
  synchronized void allow() {
    mayOpen = true;
  }
}

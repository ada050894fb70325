// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Holds callers back in front of a pool while it is closed for a checkpoint. Thread-safe.
 *
 * <p>Open, it costs a caller one volatile read. Shut, it counts only the time during which the
 * process runs: it waits in slices and takes a slice off a caller's timeout when that slice is
 * over, so whatever the monotonic clock did across the image, it costs a caller one slice at most.
 */
final class CallerGate {
  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** Is told whenever the gate is opened or shut. */
  interface Watch {
    void changed(boolean open);
  }

  private final Watch watch;
  private volatile @Nullable Thread prover;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Counts openings and shuttings: even while the gate is open. Written with the lock held. */
  private volatile int turn;

  private int admissions;
  private int rearmings;
  private int waiting;

  CallerGate() {
    this(open -> {});
  }

  /**
   * @param watch is told with the lock held, when {@link #turn()} has its new value
   */
  CallerGate(Watch watch) {
    this.watch = watch;
  }

  /** Returns a number that is new whenever the gate has been shut or opened. */
  int turn() {
    return turn;
  }

  /** Returns whether the gate is open in the given turn. */
  static boolean isOpen(int turn) {
    return (turn & 1) == 0;
  }

  void shut() {
    changeTo(false);
  }

  void open() {
    changeTo(true);
  }

  /** Lets those pass who wait now; whoever comes later waits. */
  void admitWaiting() {
    lock.lock();
    try {
      admissions++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Gives those who wait their full time again. */
  void rearm() {
    lock.lock();
    try {
      rearmings++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Returns how many callers wait. */
  int waiting() {
    lock.lock();
    try {
      return waiting;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until the gate is open or those who wait are admitted.
   *
   * @param timeout how long to wait, in time the process runs
   * @return whether the caller may pass
   */
  boolean await(Duration timeout) throws InterruptedException {
    lock.lockInterruptibly();
    waiting++;
    try {
      int admission = admissions;
      int rearming = rearmings;
      long left = timeout.toNanos();
      while (!isOpen(turn) && admission == admissions) {
        if (rearming != rearmings) {
          rearming = rearmings;
          left = timeout.toNanos();
        }
        if (left <= 0) {
          return false;
        }
        long slice = Math.min(left, SLICE_NANOS);
        if (changed.awaitNanos(slice) <= 0) {
          left -= slice;
        }
      }
      return true;
    } finally {
      waiting--;
      lock.unlock();
    }
  }

  /** Lets the calling thread pass, though the gate be shut; until {@link #endProof()}. */
  void beginProof() {
    prover = Thread.currentThread();
  }

  /** Ends what this thread has begun, unless another has begun since. */
  void endProof() {
    if (isProver()) {
      prover = null;
    }
  }

  private boolean isProver() {
    return prover == Thread.currentThread();
  }

  /**
   * Waits like {@link #await}, unless this thread proves the pool.
   *
   * @param pool the name of the pool
   * @param setting what the timeout is set with
   * @throws SQLException if the time is over, or the thread is interrupted
   */
  void pass(String pool, Duration timeout, String setting) throws SQLException {
    try {
      if (!isProver() && !await(timeout)) {
        throw new SQLTransientConnectionException(
            "pool "
                + pool
                + " is closed for a checkpoint for more than "
                + timeout.toMillis()
                + " ms of running time; allow more with "
                + setting
                + ", or close faster");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("pool " + pool + ": interrupted while closed for a checkpoint", e);
    }
  }

  private void changeTo(boolean open) {
    lock.lock();
    try {
      int before = turn;
      if (isOpen(before) != open) {
        turn = before + 1;
        watch.changed(open);
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }
}

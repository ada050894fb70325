// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import dev.cracservers.core.CheckpointSettings.OnDrainTimeout;
import dev.cracservers.core.Deadline;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * The CLOSE of one cycle: callers are held back, borrowed connections come back, no connection is
 * made any more, and all there are get closed. Used by one thread.
 *
 * <p>While borrowed connections are awaited the pool works as ever, so callers that wait inside it
 * are served and a checkpoint that is given up there has cost nobody a connection.
 */
final class PoolEmptying {
  private final GatedPool gated;
  private final OnDrainTimeout onBorrowedTimeout;
  private final Deadline deadline;
  private final Duration kept;
  private int borrowedAtFirst;
  private int openAtFirst;
  private int cut;
  private boolean complete;

  PoolEmptying(GatedPool gated, OnDrainTimeout onBorrowedTimeout, Deadline deadline) {
    this.gated = gated;
    this.onBorrowedTimeout = onBorrowedTimeout;
    this.deadline = deadline;
    this.kept = mayCut() ? BorrowedWait.kept(deadline) : Duration.ZERO;
  }

  /**
   * Empties the pool.
   *
   * @throws IllegalStateException if a connection is left at the deadline
   */
  void run() throws InterruptedException {
    // Before, since who has waited for the gate to be shut may give back at once.
    borrowedAtFirst = gated.pool().borrowed();
    gated.callers().shut();
    boolean returned;
    do {
      gated.connects().open();
      returned = new BorrowedWait(gated.callers(), this::isIdle).await(deadline, kept);
      if (!returned && !mayCut()) {
        throw new IllegalStateException(borrowedTooLong());
      }
      gated.connects().shut();
      openAtFirst = Math.max(openAtFirst, gated.ledger().open());
      boolean cutting = !returned;
      evict(kept.dividedBy(2), () -> isGone() || (cutting ? isOnlyBorrowedLeft() : hasSlippedIn()));
    } while (returned && hasSlippedIn());
    if (mayCut()) {
      cut = gated.ledger().cut();
    }
    if (!evict(Duration.ZERO, this::isGone)) {
      throw new IllegalStateException(gated.pool().borrowed() > 0 ? borrowedTooLong() : notGone());
    }
    complete = true;
    DriverSecrets.forget(gated.connector().target());
  }

  /** Returns whether no connection was left. */
  boolean isComplete() {
    return complete;
  }

  Map<String, Long> counts() {
    int left = gated.pool().borrowed();
    return Map.of(
        "waited", (long) Math.max(0, borrowedAtFirst - cut - (complete ? 0 : left)),
        "cut", (long) cut,
        "closed", (long) Math.max(0, openAtFirst - gated.ledger().open() - cut));
  }

  private boolean isIdle() {
    // In this order: a caller stops waiting only after it has been given its connection.
    return gated.pool().waiting() == 0 && gated.pool().borrowed() == 0;
  }

  /** Evicts until the condition holds, or no more than the given time is left. */
  private boolean evict(Duration reserve, BooleanSupplier condition) throws InterruptedException {
    return Deadline.after(deadline.remaining().minus(reserve))
        .await(
            () -> {
              gated.pool().evict();
              return condition.getAsBoolean();
            });
  }

  private boolean isGone() {
    // In this order: a connection is in the ledger before it stops being made.
    return gated.connects().inProgress() == 0 && gated.ledger().isEmpty() && gated.pool().isQuiet();
  }

  /** A caller that went past the gate just before it was shut is served before the image. */
  private boolean hasSlippedIn() {
    return gated.pool().waiting() > 0;
  }

  private boolean isOnlyBorrowedLeft() {
    return gated.connects().inProgress() == 0 && gated.ledger().open() <= gated.pool().borrowed();
  }

  private boolean mayCut() {
    return onBorrowedTimeout == OnDrainTimeout.FORCE;
  }

  private String borrowedTooLong() {
    return after()
        + "connections still borrowed: "
        + gated.pool().borrowed()
        + ", callers waiting for one: "
        + (gated.pool().waiting() + gated.callers().waiting())
        + "; give connections back sooner, allow CLOSE more than "
        + deadline.budget().toMillis()
        + " ms, or cut them with onBorrowedTimeout(FORCE)";
  }

  private String notGone() {
    return after()
        + "connections still open: "
        + gated.ledger().open()
        + ", sockets of closed ones: "
        + gated.ledger().leftSockets()
        + ", connections being made: "
        + gated.connects().inProgress()
        + "; allow CLOSE more than "
        + deadline.budget().toMillis()
        + " ms, or see why "
        + gated.connector().target()
        + " answers so slowly";
  }

  private String after() {
    return "pool " + gated.name() + " after " + deadline.elapsed().toMillis() + " ms: ";
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import dev.cracservers.core.Deadline;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Proves a pool with one connection that is borrowed and validated. Used by one thread. */
final class PoolProof {
  private static final Duration SLICE = Duration.ofMillis(250);

  private final GatedPool gated;
  private final Deadline deadline;
  private @Nullable String lastReason;

  PoolProof(GatedPool gated, Deadline deadline) {
    this.gated = gated;
    this.deadline = deadline;
  }

  /**
   * Lets connections be made and proves one, trying until the deadline.
   *
   * @throws IllegalStateException if there is none by then; connections may be made all the same
   */
  void run() throws InterruptedException {
    long start = System.nanoTime();
    gated.retry().begin();
    gated.connects().open();
    try {
      do {
        if (isProved()) {
          return;
        }
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      } while (!deadline.isExpired()
          && !gated.pool().isClosed()
          && gated.retry().permanentFailure() == null);
    } finally {
      gated.retry().end();
    }
    throw new IllegalStateException(notProved(Duration.ofNanos(System.nanoTime() - start)));
  }

  private boolean isProved() {
    Duration left = deadline.remaining();
    // In slices: the pool waits for its whole time, also when it can never have a connection.
    try (Connection connection = gated.pool().borrow(left.compareTo(SLICE) < 0 ? left : SLICE)) {
      int seconds = (int) Math.max(1, deadline.remaining().toSeconds());
      if (connection.isValid(seconds)) {
        return true;
      }
      lastReason = "a connection was made, but is not valid";
      gated.pool().evict();
    } catch (SQLException e) {
      // The pool's exception says that time is over; why is in its cause.
      Throwable cause = e.getCause();
      lastReason = cause == null ? lastReason : cause.getMessage();
    }
    return false;
  }

  private String notProved(Duration elapsed) {
    SQLException failure = gated.retry().lastFailure();
    String reason = lastReason;
    if (reason == null) {
      reason = failure == null ? "the database has not answered yet" : failure.getMessage();
    }
    return "pool "
        + gated.name()
        + ": no connection to "
        + gated.connector().target()
        + " in "
        + elapsed.toMillis()
        + " ms, "
        + gated.retry().failures()
        + " attempts failed, connections borrowed: "
        + gated.pool().borrowed()
        + "; the last reason: "
        + reason
        + ". Check the URL, the user and the password of this restore, and that the database is"
        + " reachable from here";
  }
}

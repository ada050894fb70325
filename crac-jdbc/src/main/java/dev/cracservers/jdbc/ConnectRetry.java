// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import dev.cracservers.core.Deadline;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Tries connections again while a pool is being proved, and keeps count and the last reason. At all
 * other times a failed connection is the pool's own business. Thread-safe.
 *
 * <p>After a {@link PermanentFailure} the database is not asked again: some lock an account after a
 * few wrong passwords.
 */
final class ConnectRetry {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

  private volatile boolean trying;
  private int failures;
  private Duration pause = FIRST_PAUSE;
  private @Nullable SQLException lastFailure;
  private @Nullable SQLException permanent;

  synchronized void begin() {
    failures = 0;
    lastFailure = null;
    permanent = null;
    pause = FIRST_PAUSE;
    trying = true;
  }

  void end() {
    trying = false;
  }

  /** Makes a connection, trying again while the pool is being proved. */
  Connection connect(Connecting attempt) throws SQLException {
    while (true) {
      SQLException before = permanentFailure();
      if (trying && before != null) {
        throw before;
      }
      try {
        return attempt.connect();
      } catch (SQLException e) {
        if (!isWorthwhileAfter(e)) {
          throw e;
        }
      } catch (RuntimeException e) {
        // Of a supplier: pools keep such a failure to themselves.
        SQLException told = new SQLException("a setting cannot be had: " + e, e);
        if (!isWorthwhileAfter(told)) {
          throw told;
        }
      }
    }
  }

  /** Returns the failure that no further attempt would mend; null if there was none. */
  synchronized @Nullable SQLException permanentFailure() {
    return permanent;
  }

  /**
   * Takes note of a failed connection and pauses.
   *
   * @return whether to try again
   */
  private boolean isWorthwhileAfter(SQLException failure) {
    if (!trying) {
      return false;
    }
    try {
      Duration now = pauseAfter(failure);
      if (permanentFailure() != null) {
        return false;
      }
      Deadline.after(now).await(() -> !trying);
      return trying;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Returns how many connections have failed since {@link #begin()}. */
  synchronized int failures() {
    return failures;
  }

  /** Returns why the last one failed; null if none did. */
  synchronized @Nullable SQLException lastFailure() {
    return lastFailure;
  }

  /** Takes note of a failed connection and returns how long to wait before the next one. */
  synchronized Duration pauseAfter(SQLException failure) {
    failures++;
    lastFailure = failure;
    if (PermanentFailure.is(failure)) {
      permanent = failure;
    }
    Duration now = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    pause = now.multipliedBy(2);
    return now;
  }
}

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
 * <p>A database that refuses the login is asked less and less often: some lock an account after a
 * few wrong passwords.
 */
final class ConnectRetry {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE_AFTER_REFUSED_LOGIN = Duration.ofSeconds(5);
  private static final String INVALID_AUTHORIZATION = "28";

  private volatile boolean trying;
  private int failures;
  private Duration pause = FIRST_PAUSE;
  private @Nullable SQLException lastFailure;

  synchronized void begin() {
    failures = 0;
    lastFailure = null;
    pause = FIRST_PAUSE;
    trying = true;
  }

  void end() {
    trying = false;
  }

  /** Makes a connection, trying again while the pool is being proved. */
  Connection connect(Connecting attempt) throws SQLException {
    while (true) {
      try {
        return attempt.connect();
      } catch (SQLException e) {
        if (!isWorthwhileAfter(e)) {
          throw e;
        }
      }
    }
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
      Deadline.after(pauseAfter(failure)).await(() -> !trying);
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
    String state = failure.getSQLState();
    boolean refused = state != null && state.startsWith(INVALID_AUTHORIZATION);
    Duration longest = refused ? LONGEST_PAUSE_AFTER_REFUSED_LOGIN : LONGEST_PAUSE;
    Duration now = pause.compareTo(longest) < 0 ? pause : longest;
    pause = now.multipliedBy(2);
    return now;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import dev.cracservers.core.Deadline;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Opens a pool of any make and proves it with one connection that is borrowed and validated. Used
 * by one thread; the borrowing is done by another, since a pool may block without a limit.
 */
final class SwapProof {
  private final String name;
  private final SwappedDataSource dataSource;
  private final PoolDescriptors descriptors;
  private final Deadline deadline;
  private final ConnectRetry retry = new ConnectRetry();

  SwapProof(
      String name, SwappedDataSource dataSource, PoolDescriptors descriptors, Deadline deadline) {
    this.name = name;
    this.dataSource = dataSource;
    this.descriptors = descriptors;
    this.deadline = deadline;
  }

  /**
   * Proves the pool, trying until the deadline.
   *
   * @throws IllegalStateException if there is no valid connection by then
   * @throws IllegalArgumentException if the pool is configured wrongly
   */
  void run() throws InterruptedException {
    do {
      FutureTask<DatabasePlace> attempt = new FutureTask<>(this::prove);
      Thread thread = new Thread(attempt, name + "-proof");
      thread.setDaemon(true);
      thread.start();
      try {
        if (!deadline.await(attempt::isDone)) {
          attempt.cancel(true);
          break;
        }
        descriptors.leadTo(attempt.get());
        return;
      } catch (ExecutionException e) {
        if (e.getCause() instanceof IllegalArgumentException wrong) {
          throw wrong;
        }
        pauseAfter(e);
      }
    } while (!deadline.isExpired() && retry.permanentFailure() == null);
    throw new IllegalStateException(notProved());
  }

  private DatabasePlace prove() throws SQLException {
    try (Connection connection = dataSource.borrowToProve()) {
      int seconds = (int) Math.max(1, deadline.remaining().toSeconds());
      if (!connection.isValid(seconds)) {
        throw new SQLException("a connection was made, but is not valid");
      }
      String url = connection.getMetaData().getURL();
      return new DatabasePlace(url == null ? "an unknown URL" : url);
    }
  }

  private void pauseAfter(Throwable failure) throws InterruptedException {
    Duration pause = retry.pauseAfter(asSqlException(failure));
    if (retry.permanentFailure() != null) {
      return;
    }
    Duration left = deadline.remaining();
    Deadline.after(pause.compareTo(left) < 0 ? pause : left).await(() -> false);
  }

  /** The reason of the database is at the bottom of what pools wrap around it. */
  private static SQLException asSqlException(Throwable failure) {
    SQLException found = null;
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof SQLException sql) {
        found = sql;
      }
    }
    return found == null ? new SQLException(failure.toString(), failure) : found;
  }

  private String notProved() {
    SQLException failure = retry.lastFailure();
    DatabasePlace place = descriptors.place();
    return "pool "
        + name
        + ": no connection"
        + (place == null ? "" : ", formerly to " + place + ",")
        + " in "
        + deadline.elapsed().toMillis()
        + " ms, "
        + retry.failures()
        + " attempts failed; the last reason: "
        + (failure == null ? "the pool has not answered yet" : failure.getMessage())
        + ". Check the URL, the user and the password of this start or restore, and that the"
        + " database is reachable from here";
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

/** Threads that use a pool. */
final class Callers implements AutoCloseable {
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /** Does something on a thread of its own. */
  <T> Future<T> begin(Callable<T> work) {
    return threads.submit(work);
  }

  /** Uses connections of a pool one after the other; returns how often. */
  static int useUntil(AtomicBoolean stopped, DataSource pool) throws SQLException {
    int calls = 0;
    while (!stopped.get()) {
      try (Connection connection = pool.getConnection()) {
        Database.ask(connection, "SELECT 1");
        calls++;
      }
    }
    return calls;
  }

  /** Returns the result of what was begun, within 20 s. */
  static <T> T result(Future<T> work) throws Exception {
    try {
      return work.get(20, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    } catch (TimeoutException e) {
      throw new AssertionError("not finished within 20 s", e);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}

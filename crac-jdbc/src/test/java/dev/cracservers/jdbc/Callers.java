// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.core.CheckpointReport.Outcome;
import dev.cracservers.core.CheckpointSettings;
import dev.cracservers.testkit.Moment;
import dev.cracservers.testkit.Rehearsal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
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

  /** Has threads use a pool all through some checkpoints, and sees that no call fails. */
  static void keepUsing(DataSourceResource resource, int threads, int checkpoints)
      throws Exception {
    AtomicBoolean stopped = new AtomicBoolean();
    try (Rehearsal rehearsal = Rehearsal.of(resource, CheckpointSettings.defaults());
        Callers callers = new Callers()) {
      rehearsal.at(Moment.FROZEN, () -> assertThat(resource.swapped.borrowed()).isZero());
      List<Future<Integer>> work = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        work.add(callers.begin(() -> useUntil(stopped, resource.dataSource())));
      }
      for (int checkpoint = 0; checkpoint < checkpoints; checkpoint++) {
        assertThat(rehearsal.checkpoint().outcome()).isEqualTo(Outcome.RESTORED);
      }
      stopped.set(true);
      for (Future<Integer> each : work) {
        assertThat(result(each)).isPositive();
      }
    } finally {
      resource.shutDown();
    }
  }

  private static int useUntil(AtomicBoolean stopped, DataSource pool) throws SQLException {
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

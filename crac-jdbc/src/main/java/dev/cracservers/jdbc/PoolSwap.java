// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import dev.cracservers.core.CheckpointSettings.OnDrainTimeout;
import dev.cracservers.core.Deadline;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The CLOSE of one cycle of a pool of any make: callers are held back, borrowed connections come
 * back or are cut, the pool is closed, its descriptors are gone. Used by one thread.
 */
final class PoolSwap {
  /** A connection that was begun before the pool was closed may show up late. */
  private static final int LOOKS = 3;

  private final String name;
  private final SwappedDataSource dataSource;
  private final SwappedPool<?> pool;
  private final CallerGate callers;
  private final PoolDescriptors descriptors;
  private final OnDrainTimeout onBorrowedTimeout;
  private final Deadline deadline;
  private int borrowedAtFirst;
  private int openAtFirst;
  private int cut;
  private int looks;
  private PoolThreads threads = PoolThreads.of(null);
  private @Nullable SQLException notTold;
  private boolean begun;
  private boolean complete;

  PoolSwap(DataSourceResource resource, Deadline deadline) {
    this.name = resource.name();
    this.dataSource = resource.swapped;
    this.pool = resource.pool;
    this.callers = resource.callers;
    this.descriptors = resource.descriptors;
    this.onBorrowedTimeout = resource.onBorrowedTimeout;
    this.deadline = deadline;
  }

  /**
   * Closes the pool.
   *
   * @throws IllegalStateException if a connection is borrowed or a descriptor open at the deadline,
   *     or the pool does not close
   */
  void run() throws InterruptedException {
    boolean mayCut = onBorrowedTimeout == OnDrainTimeout.FORCE;
    Duration kept = mayCut ? BorrowedWait.kept(deadline) : Duration.ZERO;
    // Before, since who has waited for the gate to be shut may give back at once.
    borrowedAtFirst = dataSource.borrowed();
    callers.shut();
    if (!new BorrowedWait(callers, dataSource::takeIfIdle).await(deadline, kept)) {
      if (!mayCut) {
        throw new IllegalStateException(borrowedTooLong());
      }
      pool.take();
    }
    begun = true;
    boolean last = descriptors.isLast();
    openAtFirst = descriptors.open().size();
    cut += dataSource.cut();
    letDatabaseClose();
    threads = PoolThreads.of(pool.taken());
    awaitClosed(pool.closeTaken());
    if (last) {
      shutDatabaseDown();
    }
    if (!deadline.await(last ? this::isGone : this::isQuiet)) {
      throw new IllegalStateException(notGone(descriptors.open()), notTold);
    }
    descriptors.closed();
    complete = true;
    DriverSecrets.forget(String.valueOf(descriptors.place()));
  }

  /** Returns whether the pool was taken away. */
  boolean isBegun() {
    return begun;
  }

  Map<String, Long> counts() {
    int left = complete ? 0 : dataSource.borrowed();
    return Map.of(
        "waited", (long) Math.max(0, borrowedAtFirst - cut - left),
        "cut", (long) cut,
        "closed", (long) Math.max(0, openAtFirst - cut - (complete ? 0 : openAtFirst)));
  }

  private boolean isGone() {
    cut += dataSource.cut();
    // In this order: what a thread was about to open, when it is done, is open.
    looks = isQuiet() && descriptors.open().isEmpty() ? looks + 1 : 0;
    return looks >= LOOKS;
  }

  private boolean isQuiet() {
    return threads.busy().isEmpty();
  }

  private void letDatabaseClose() {
    DatabasePlace place = descriptors.place();
    String statement = place == null ? null : place.closeWithLast();
    DataSource taken = pool.taken();
    if (statement == null || taken == null) {
      return;
    }
    try (Connection connection = taken.getConnection();
        Statement set = connection.createStatement()) {
      set.execute(statement);
    } catch (SQLException e) {
      // Only an administrator may say so, and most databases have no delay: the file tells.
      notTold = e;
    }
  }

  private void shutDatabaseDown() {
    DatabasePlace place = descriptors.place();
    if (place != null) {
      try {
        place.shutDown();
      } catch (SQLException e) {
        // It may be closed already, or want a login: the files tell.
        notTold = e;
      }
    }
  }

  private void awaitClosed(FutureTask<Void> closing) throws InterruptedException {
    try {
      closing.get(Math.max(1, deadline.remaining().toMillis()), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException(after() + "the pool cannot be closed: " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          after() + "the pool is still closing; allow CLOSE more than " + budget(), e);
    }
  }

  private String borrowedTooLong() {
    return after()
        + "connections still borrowed: "
        + dataSource.borrowed()
        + ", callers waiting for one: "
        + (dataSource.waiting() + callers.waiting())
        + "; give connections back sooner, allow CLOSE more than "
        + budget()
        + ", or cut them with onBorrowedTimeout(FORCE)";
  }

  private String notGone(Set<String> open) {
    DatabasePlace place = descriptors.place();
    return after()
        + "the pool says it is closed, but descriptors open to "
        + place
        + ": "
        + open.size()
        + " "
        + open
        + ", threads of it at work: "
        + threads.busy()
        + "; allow CLOSE more than "
        + budget()
        + ", and if they are not of this pool, close them before: register what closes them later"
        + " than this pool"
        + (place == null ? "" : place.remedy());
  }

  private String budget() {
    return deadline.budget().toMillis() + " ms";
  }

  private String after() {
    return "pool " + name + " after " + deadline.elapsed().toMillis() + " ms: ";
  }
}

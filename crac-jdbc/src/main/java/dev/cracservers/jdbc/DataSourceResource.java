// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.CheckpointSettings.OnDrainTimeout;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.Phase;
import dev.cracservers.core.RestoreContext;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pool of any make that goes through checkpoints by being closed and opened anew: built with
 * {@link #over}, used through {@link #dataSource()}, registered with a {@link
 * dev.cracservers.core.CheckpointCoordinator}.
 *
 * <ol>
 *   <li>{@link #close} holds back callers of {@code getConnection()}, waits for the borrowed
 *       connections, closes the pool and forgets it; on return its descriptors are gone;
 *   <li>{@link #reopen} opens a pool with today's settings, proves one connection and lets the
 *       callers go on.
 * </ol>
 *
 * <p>A database in the memory of this process would be lost with its last connection: its pool is
 * kept open, and counted as {@code kept}. Callers may use the data source from any thread; the
 * phases are called by one. Of the pool only {@code javax.sql} is used, but for what makes that are
 * known count of borrowed connections; from one of HikariCP the password is taken once it is
 * closed.
 */
public final class DataSourceResource implements CheckpointResource {
  private static final Logger LOG = LoggerFactory.getLogger(DataSourceResource.class);

  final SwappedPool<?> pool;
  final SwappedDataSource swapped;
  final CallerGate callers;
  final PoolDescriptors descriptors;
  final OnDrainTimeout onBorrowedTimeout;
  private final String name;
  private final boolean inProcess;
  private final Map<Phase, Map<String, Long>> counts = new EnumMap<>(Phase.class);
  private @Nullable PoolSwap swap;

  DataSourceResource(
      String name,
      SwappedPool<?> pool,
      SwappedDataSource swapped,
      PoolDescriptors descriptors,
      OnDrainTimeout onBorrowedTimeout,
      boolean inProcess) {
    this.name = name;
    this.pool = pool;
    this.swapped = swapped;
    callers = swapped.callers();
    this.descriptors = descriptors;
    this.onBorrowedTimeout = onBorrowedTimeout;
    this.inProcess = inProcess;
  }

  /**
   * Begins a resource over pools that the given function opens: at once, and after each checkpoint.
   * It should look settings and secrets up each time it is called, and keep neither them nor the
   * pool. It may hand over a pool that is running already the first time.
   */
  public static <D extends DataSource> DataSourceBuilder<D> over(String name, Callable<D> opening) {
    return new DataSourceBuilder<>(name, opening);
  }

  /**
   * Returns whether a JDBC URL names a database in the memory of this process. Such a database is
   * lost with its last connection, so its pool stays open in the image.
   */
  public static boolean isInMemory(String url) {
    return new JdbcUrl(url).isInMemory();
  }

  @Override
  public String name() {
    return name;
  }

  /** Returns what the application uses, the same through all checkpoints. */
  public DataSource dataSource() {
    return swapped;
  }

  /**
   * Closes the pool for good, after its last checkpoint; what is borrowed is left to the pool.
   *
   * @throws SQLException if the pool does not close
   */
  public void shutDown() throws SQLException, InterruptedException {
    callers.shut();
    pool.take();
    callers.open();
    try {
      pool.closeTaken().get();
    } catch (ExecutionException e) {
      throw new SQLException("pool " + name + " cannot be closed: " + e.getCause(), e);
    } finally {
      descriptors.closed();
    }
  }

  /**
   * Closes the pool.
   *
   * @throws IllegalStateException if connections are borrowed or open when the deadline ends, or
   *     the pool does not close
   */
  @Override
  public void close(Deadline deadline) throws InterruptedException {
    counts.clear();
    swap = null;
    if (isKept()) {
      LOG.info(
          "pool {}: the database {} is in the memory of this process, its connections stay open",
          name,
          descriptors.place());
      counts.put(Phase.CLOSE, Map.of("kept", 1L));
      return;
    }
    PoolSwap now = new PoolSwap(this, deadline);
    swap = now;
    try {
      now.run();
    } finally {
      counts.put(Phase.CLOSE, now.counts());
    }
  }

  /**
   * Opens a pool with today's settings.
   *
   * @throws IllegalStateException if no valid connection can be had before the deadline of the
   *     phase; callers are let in all the same and open the pool as soon as that is possible
   */
  @Override
  public void reopen(RestoreContext context) throws InterruptedException {
    PoolSwap before = swap;
    swap = null;
    if (before == null) {
      return;
    }
    callers.rearm();
    if (before.isBegun()) {
      pool.allow();
    }
    if (!context.isRestored()) {
      callers.open();
    }
    try {
      if (before.isBegun()) {
        new SwapProof(name, swapped, descriptors, context.deadline()).run();
        counts.put(Phase.REOPEN, Map.of("proved", 1L));
      }
    } finally {
      callers.open();
    }
  }

  @Override
  public Map<String, Long> counts(Phase phase) {
    return counts.getOrDefault(phase, Map.of());
  }

  /** Opens the pool the first time, and closes it again if it does not work. */
  void start(Duration limit) throws InterruptedException {
    boolean proved = false;
    try {
      new SwapProof(name, swapped, descriptors, Deadline.after(limit)).run();
      proved = true;
    } finally {
      if (!proved) {
        pool.take();
        // Why the pool does not work says more than why it does not close.
        FutureTask<Void> unused = pool.closeTaken();
        descriptors.closed();
      }
    }
  }

  private boolean isKept() {
    DatabasePlace place = descriptors.place();
    return inProcess || (place != null && place.isInMemory());
  }
}

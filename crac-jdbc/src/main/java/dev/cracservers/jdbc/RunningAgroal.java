// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import dev.cracservers.core.Deadline;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalDataSource.FlushMode;
import io.agroal.pool.ConnectionHandler;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A pool of Agroal that was running before it was taken over. Used by the thread of the phases.
 *
 * <p>While the pool is shut idle connections are flushed, and borrowed ones closed when they come
 * back, since it may have none then. A flush that is late, after the pool is in use again, costs a
 * few idle connections; one that marks the borrowed ones, too, would have it lose count of who
 * waits.
 */
final class RunningAgroal implements Pool {
  /** In so many rounds of its one thread there was nothing to flush or to close. */
  private static final int QUIET_ROUNDS = 2;

  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  private final AgroalDataSource pool;
  private final AgroalInternals internals;
  private final AgroalPermits permits;
  private final CallerGate callers;
  private final Set<ConnectionHandler> evicted = new HashSet<>();
  private @Nullable Future<?> round;
  private int quietRounds;

  RunningAgroal(
      AgroalDataSource pool, AgroalInternals internals, AgroalPermits permits, CallerGate callers) {
    this.pool = pool;
    this.internals = internals;
    this.permits = permits;
    this.callers = callers;
  }

  /** Who makes a connection, on its own thread, waits for it. */
  @Override
  public int waiting() {
    return internals.queue().getWaitingConsumerCount() + permits.inProgress();
  }

  @Override
  public int borrowed() {
    return (int) internals.handlers().stream().filter(internals::isBorrowed).count();
  }

  @Override
  public void evict() {
    if (round != null && !round.isDone()) {
      return;
    }
    List<ConnectionHandler> handlers = internals.handlers();
    evicted.addAll(handlers);
    if (handlers.stream().anyMatch(this::isIdle)) {
      quietRounds = 0;
      // As many as are to be idle would stay, but while the pool is shut there are none.
      pool.flush(permits.isShut() ? FlushMode.IDLE : FlushMode.GRACEFUL);
    } else {
      quietRounds++;
    }
    handlers.stream().filter(RunningAgroal::isCut).forEach(ConnectionHandler::tryFlushFromActive);
    round = internals.housekeeping().submit(() -> {});
  }

  @Override
  public boolean isQuiet() {
    return quietRounds > QUIET_ROUNDS;
  }

  @Override
  public void forgetClosed() {
    // Owners of connections that were cut have yet to give them back.
    evicted.stream().filter(this::isDestroyed).forEach(internals::empty);
    quietRounds = 0;
    evicted.clear();
  }

  /**
   * Borrows on a thread of its own: Agroal connects on that of the caller, without a limit. It does
   * not see that a connection that was cut has left its place, and so is told to look again.
   */
  @Override
  public Connection borrow(Duration timeout) throws SQLException {
    CompletableFuture<Connection> borrowed = new CompletableFuture<>();
    Thread thread = new Thread(() -> borrow(borrowed), "agroal-proof");
    thread.setDaemon(true);
    thread.start();
    Deadline deadline = Deadline.after(timeout);
    try {
      while (!Deadline.after(LOOK_AGAIN).await(borrowed::isDone) && !deadline.isExpired()) {
        permits.wake();
      }
    } catch (InterruptedException e) {
      borrowed.completeExceptionally(e);
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted while a connection was borrowed", e);
    }
    SQLException late =
        new SQLTransientConnectionException("no connection in " + timeout.toMillis() + " ms");
    if (borrowed.completeExceptionally(late)) {
      throw late;
    }
    try {
      return borrowed.join();
    } catch (CompletionException e) {
      throw new SQLException("the pool gives no connection", e.getCause());
    }
  }

  private void borrow(CompletableFuture<Connection> borrowed) {
    callers.beginProof();
    try {
      Connection connection = pool.getConnection();
      if (!borrowed.complete(connection)) {
        connection.close();
      }
    } catch (SQLException | RuntimeException e) {
      borrowed.completeExceptionally(e);
    } finally {
      callers.endProof();
    }
  }

  @Override
  public void fill() {
    pool.flush(FlushMode.FILL);
  }

  @Override
  public boolean isClosed() {
    return internals.housekeeping().isShutdown();
  }

  private boolean isIdle(ConnectionHandler handler) {
    return handler.isAcquirable() && !internals.isBorrowed(handler);
  }

  private boolean isDestroyed(ConnectionHandler handler) {
    return !handler.isAcquirable() && !internals.isBorrowed(handler);
  }

  /** Its owner, giving it back, would pass it on to the next caller. */
  private static boolean isCut(ConnectionHandler handler) {
    try {
      return handler.rawConnection().isClosed();
    } catch (SQLException unknown) {
      return false;
    }
  }
}

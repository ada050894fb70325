// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalDataSource.FlushMode;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Flushes a pool of Agroal, one time after the other. A flush that came late, after the pool is in
 * use again, would close borrowed connections when they come back and leave those waiting who wait
 * for one. Thread-safe.
 *
 * <p>Flushed connections leave the pool first and are closed by later tasks, which a pool that is
 * closed before them drops: nobody would close them any more. Source: {@code
 * ConnectionPool.close()} of Agroal 3.2.1 looks for those tasks under a class that the executor has
 * wrapped in one of its own.
 */
final class AgroalFlush {
  private static final long LOOK_AGAIN_MILLIS = 20;

  private final AgroalDataSource pool;
  private final AgroalInternals internals;
  private @Nullable Future<?> last;

  AgroalFlush(AgroalDataSource pool, AgroalInternals internals) {
    this.pool = pool;
    this.internals = internals;
  }

  /** Closes the connections nobody has borrowed, unless that is being done. */
  synchronized void begin() {
    if (last == null || last.isDone()) {
      // ALL would break its count of connections if one were still borrowed.
      pool.flush(FlushMode.GRACEFUL);
      last = internals.housekeeping().submit(() -> {});
    }
  }

  /** Closes them and waits until they are closed. */
  void run() throws InterruptedException {
    begin();
    awaitEnd();
    // What the flush had closed has been queued before this.
    await(internals.housekeeping().submit(() -> {}));
  }

  /** Waits until no flush is under way. */
  void awaitEnd() throws InterruptedException {
    Future<?> now = last();
    if (now != null) {
      await(now);
    }
  }

  /** A pool that is closed drops its tasks and never says that they are done. */
  private void await(Future<?> task) throws InterruptedException {
    while (!task.isDone() && !internals.housekeeping().isShutdown()) {
      try {
        task.get(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException notYet) {
        // The pool may have been closed meanwhile.
      } catch (ExecutionException e) {
        throw new IllegalStateException("doing nothing does not fail", e);
      }
    }
  }

  private synchronized @Nullable Future<?> last() {
    return last;
  }
}

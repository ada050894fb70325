// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalDataSource.FlushMode;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Flushes a pool of Agroal, one time after the other. A flush that came late, after the pool is in
 * use again, would close borrowed connections when they come back and leave those waiting who wait
 * for one. Thread-safe.
 */
final class AgroalFlush {
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

  /** Waits until no flush is under way. */
  void awaitEnd() throws InterruptedException {
    Future<?> now = last();
    if (now != null) {
      try {
        now.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException("doing nothing does not fail", e);
      }
    }
  }

  private synchronized @Nullable Future<?> last() {
    return last;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import io.agroal.api.cache.Acquirable;
import io.agroal.api.cache.ConnectionCache;
import io.agroal.api.cache.LocalConnectionCache;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The gate before a running pool of Agroal, in the place of its cache by thread: each caller asks
 * that first, and looks for another connection if it has none. Open, the gate is that cache, so
 * that it costs a caller nothing; shut, it has nothing and holds the caller back. Thread-safe.
 */
abstract sealed class AgroalGate implements ConnectionCache
    permits AgroalGateOfMany, AgroalGateOfOne {
  /** Agroal waits without an end if its timeout is 0. */
  private static final Duration ENDLESS = Duration.ofNanos(Long.MAX_VALUE);

  private final String name;
  private final Supplier<Duration> timeout;
  private final CallerGate callers = new CallerGate(this::change);

  AgroalGate(String name, Supplier<Duration> timeout) {
    this.name = name;
    this.timeout = timeout;
  }

  /**
   * Returns a gate that caches like what it takes the place of.
   *
   * @param timeout how long a caller waits for a connection
   */
  static AgroalGate inPlaceOf(ConnectionCache cache, String name, Supplier<Duration> timeout) {
    return cache.getClass() == LocalConnectionCache.single().getClass()
        ? new AgroalGateOfOne(name, timeout)
        : new AgroalGateOfMany(cache, name, timeout);
  }

  CallerGate callers() {
    return callers;
  }

  /** Caches again, beginning with nothing. */
  abstract void beginCaching();

  /** Forgets what is cached, and caches nothing. */
  abstract void endCaching();

  private synchronized void change(boolean open) {
    if (open) {
      beginCaching();
    } else {
      endCaching();
    }
  }

  @Override
  public synchronized void reset() {
    if (CallerGate.isOpen(callers.turn())) {
      beginCaching();
    }
  }

  /** Waits at the shut gate and returns nothing, so that the caller looks for a connection. */
  final @Nullable Acquirable hold() {
    Duration limit = timeout.get();
    try {
      callers.pass(name, limit.isZero() ? ENDLESS : limit, "acquisitionTimeout");
    } catch (SQLException e) {
      AgroalGate.<RuntimeException>raise(e);
    }
    return null;
  }

  /** A cache does not fail, but the pool hands on what it throws to a caller who awaits this. */
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void raise(SQLException failure) throws E {
    throw (E) failure;
  }
}

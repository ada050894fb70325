// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import io.agroal.api.cache.Acquirable;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Caches the last connection of each thread, as Agroal does if not told otherwise. */
final class AgroalGateOfOne extends AgroalGate {

  /** Null while the gate is shut; renewed to forget those of all threads. */
  @SuppressWarnings("ThreadLocalUsage") // Of one pool, which lives as long.
  private volatile @Nullable ThreadLocal<Acquirable> cached = new ThreadLocal<>();

  AgroalGateOfOne(String name, Supplier<Duration> timeout) {
    super(name, timeout);
  }

  @Override
  public @Nullable Acquirable get() {
    ThreadLocal<Acquirable> now = cached;
    if (now == null) {
      return hold();
    }
    Acquirable mine = now.get();
    return mine != null && mine.acquire() ? mine : null;
  }

  @Override
  public void put(Acquirable connection) {
    ThreadLocal<Acquirable> now = cached;
    if (now != null && connection.isAcquirable()) {
      now.set(connection);
    }
  }

  @Override
  void beginCaching() {
    cached = new ThreadLocal<>();
  }

  @Override
  void endCaching() {
    cached = null;
  }
}

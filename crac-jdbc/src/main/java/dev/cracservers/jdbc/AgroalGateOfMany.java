// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import io.agroal.api.cache.Acquirable;
import io.agroal.api.cache.ConnectionCache;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Caches as the pool was configured to. */
final class AgroalGateOfMany extends AgroalGate {
  private final ConnectionCache configured;

  /** Null while the gate is shut. */
  private volatile @Nullable ConnectionCache cache;

  AgroalGateOfMany(ConnectionCache configured, String name, Supplier<Duration> timeout) {
    super(name, timeout);
    this.configured = configured;
    cache = configured;
  }

  @Override
  public @Nullable Acquirable get() {
    ConnectionCache now = cache;
    return now == null ? hold() : now.get();
  }

  @Override
  public void put(Acquirable connection) {
    ConnectionCache now = cache;
    if (now != null) {
      now.put(connection);
    }
  }

  @Override
  void beginCaching() {
    configured.reset();
    cache = configured;
  }

  @Override
  void endCaching() {
    cache = null;
    configured.reset();
  }
}

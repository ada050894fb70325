// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The descriptors that a pool of unknown make has opened: those that lead to its database, were not
 * there before the pool, and are not in any {@link ConnectionLedger}. Thread-safe.
 *
 * <p>They cannot be told from those of another such pool of the same database; so of several, the
 * last one to be closed answers for all.
 */
final class PoolDescriptors {
  private static final Set<PoolDescriptors> POOLS = ConcurrentHashMap.newKeySet();

  private volatile Set<String> before = Set.of();
  private volatile @Nullable DatabasePlace place;
  private volatile boolean running;

  /** Takes note that the first pool is running already, so that what is open may be its. */
  void isRunning() {
    running = true;
  }

  /** Takes note that the pool is about to be opened. */
  void opening() {
    if (running) {
      running = false;
      POOLS.add(this);
      return;
    }
    // What a close that failed has left open is still this pool's.
    Set<String> left = POOLS.contains(this) ? open() : Set.of();
    Set<String> others = OpenSockets.descriptors();
    others.removeAll(left);
    before = others;
    POOLS.add(this);
  }

  /** Takes note of where the connections of the pool lead. */
  void leadTo(DatabasePlace found) {
    place = found;
  }

  /** Returns where the connections of the pool lead; null as long as there was none. */
  @Nullable DatabasePlace place() {
    return place;
  }

  /** Returns what is open; empty where it cannot be told. */
  Set<String> open() {
    DatabasePlace known = place;
    if (known == null) {
      return Set.of();
    }
    Set<String> open = new HashSet<>(known.open());
    open.removeAll(before);
    open.removeIf(ConnectionLedger::knows);
    return open;
  }

  /** Returns whether no other pool of this kind is open and shares a descriptor with this one. */
  boolean isLast() {
    DatabasePlace known = place;
    if (known == null) {
      return true;
    }
    Set<String> mine = open();
    return POOLS.stream()
        .filter(other -> other != this)
        // To list what is open takes time, and most pools lead elsewhere.
        .filter(other -> known.meets(other.place))
        .noneMatch(other -> other.open().stream().anyMatch(mine::contains));
  }

  /** Takes note that the pool is closed. */
  void closed() {
    POOLS.remove(this);
  }
}

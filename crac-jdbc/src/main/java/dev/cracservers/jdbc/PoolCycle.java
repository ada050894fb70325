// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import dev.cracservers.core.CheckpointSettings.OnDrainTimeout;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.Phase;
import dev.cracservers.core.RestoreContext;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** CLOSE and REOPEN of a pool between two gates, time after time. The phases are one thread's. */
final class PoolCycle {
  final GatedPool gated;
  private final OnDrainTimeout onBorrowedTimeout;
  private final Map<Phase, Map<String, Long>> counts = new EnumMap<>(Phase.class);
  private @Nullable PoolEmptying emptying;

  PoolCycle(GatedPool gated, OnDrainTimeout onBorrowedTimeout) {
    this.gated = gated;
    this.onBorrowedTimeout = onBorrowedTimeout;
  }

  /**
   * Closes all connections.
   *
   * @throws IllegalStateException if connections are borrowed, being made or open when the deadline
   *     ends
   */
  void close(Deadline deadline) throws InterruptedException {
    counts.clear();
    emptying = null;
    if (gated.pool().isClosed()) {
      return;
    }
    PoolEmptying now = new PoolEmptying(gated, onBorrowedTimeout, deadline);
    emptying = now;
    try {
      now.run();
    } finally {
      counts.put(Phase.CLOSE, now.counts());
    }
  }

  /**
   * Takes the pool into use again.
   *
   * @throws IllegalStateException if no valid connection can be had before the deadline of the
   *     phase; callers are let in all the same
   */
  void reopen(RestoreContext context) throws InterruptedException {
    PoolEmptying before = emptying;
    emptying = null;
    if (before == null) {
      return;
    }
    if (gated.pool().isClosed()) {
      gated.connects().end();
      gated.callers().open();
      return;
    }
    gated.callers().rearm();
    if (!context.isRestored()) {
      gated.connects().open();
      gated.callers().open();
    }
    try {
      if (before.isComplete()) {
        new PoolProof(gated, context.deadline()).run();
        counts.put(Phase.REOPEN, Map.of("proved", 1L));
      }
    } finally {
      gated.connects().open();
      gated.callers().open();
    }
  }

  Map<String, Long> counts(Phase phase) {
    return counts.getOrDefault(phase, Map.of());
  }
}

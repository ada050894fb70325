// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit;

import dev.cracservers.core.CheckpointSettings;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** What the contracts of a pool share: a fresh pool and rehearsal a test. */
@Timeout(60)
public abstract class PoolContract {
  private DescriptorLedger before = DescriptorLedger.now();
  private @Nullable PoolFixture started;
  private @Nullable Rehearsal rehearsal;

  /** Starts a pool. */
  protected abstract PoolFixture start() throws Exception;

  @BeforeEach
  final void startPool() throws Exception {
    before = DescriptorLedger.now();
    started = start();
  }

  @AfterEach
  final void stopPool() throws Exception {
    pool().makeDatabaseAvailable();
    if (rehearsal != null) {
      rehearsal.close();
    }
    pool().stop();
  }

  /** Returns the pool under test. */
  protected final PoolFixture pool() {
    return Objects.requireNonNull(started);
  }

  final Rehearsal rehearse(CheckpointSettings settings) {
    rehearsal = Rehearsal.of(pool().resource(), settings);
    return rehearsal;
  }

  final Rehearsal rehearse() {
    return rehearse(CheckpointSettings.defaults());
  }

  final DescriptorLedger poolDescriptors() {
    return DescriptorLedger.now().minus(before).without(pool()::isForeign);
  }

  /** Runs something on a thread of its own. */
  static <T> Background<T> inBackground(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread = new Thread(task, "contract-client");
    thread.setDaemon(true);
    thread.start();
    return new Background<>(thread, task);
  }

  /** Work under way on another thread. */
  record Background<T>(Thread thread, RunnableFuture<T> result) {}
}

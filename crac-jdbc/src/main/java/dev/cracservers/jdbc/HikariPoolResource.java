// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.CheckpointSettings.OnDrainTimeout;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.Phase;
import dev.cracservers.core.RestoreContext;
import java.util.Map;

/**
 * A HikariCP pool that goes through checkpoints: built with {@link #builder} or taken over with
 * {@link #running}, used through {@link #dataSource()}, registered with a {@link
 * dev.cracservers.core.CheckpointCoordinator}.
 *
 * <ol>
 *   <li>{@link #close} holds back callers of {@code getConnection()}, waits for the borrowed
 *       connections and closes all; on return none is open and none is being made;
 *   <li>{@link #reopen} asks the suppliers for URL, user and password anew, proves one connection
 *       and lets the callers go on; the pool fills in the background.
 * </ol>
 *
 * <p>A caller held back waits for at most the pool's {@code connectionTimeout}, counting only the
 * time this process runs, and from {@link #reopen} on anew. A checkpoint that is given up costs
 * callers that wait, nothing else. Callers may use the data source from any thread; the phases are
 * called by one.
 *
 * <p>A pool that is built uses public types of HikariCP 7.1.0; {@code allowPoolSuspension} is not
 * needed.
 */
public final class HikariPoolResource implements CheckpointResource {
  final GatedPool gated;
  private final HikariDataSource dataSource;
  private final PoolCycle cycle;

  HikariPoolResource(
      GatedPool gated, HikariDataSource dataSource, OnDrainTimeout onBorrowedTimeout) {
    this.gated = gated;
    this.dataSource = dataSource;
    cycle = new PoolCycle(gated, onBorrowedTimeout);
  }

  /**
   * Begins a pool that is configured like the given one; later changes to that configuration have
   * no effect.
   */
  public static HikariPoolBuilder builder(HikariConfig config) {
    return new HikariPoolBuilder(config);
  }

  /**
   * Begins a resource over a pool that the application has started and goes on using. Its
   * connections are made anew once, so that from then on all are known.
   *
   * <p>A supplier that is given takes the place of what the pool was configured with, and the
   * password given by one is taken out of the pool. Without suppliers the pool keeps what it has,
   * its password included, which then lies in the image.
   *
   * <p>Replaces two private fields of HikariCP 7.1.0; {@code allowPoolSuspension} is not needed.
   */
  public static HikariPoolBuilder running(HikariDataSource pool) {
    return new HikariPoolBuilder(pool);
  }

  @Override
  public String name() {
    return gated.name();
  }

  /** Returns the running pool. Whoever built it closes it, after its last checkpoint. */
  public HikariDataSource dataSource() {
    return dataSource;
  }

  /**
   * Closes all connections.
   *
   * @throws IllegalStateException if connections are borrowed, being made or open when the deadline
   *     ends
   */
  @Override
  public void close(Deadline deadline) throws InterruptedException {
    cycle.close(deadline);
  }

  /**
   * Takes the pool into use again.
   *
   * @throws IllegalStateException if no valid connection can be had before the deadline of the
   *     phase; callers are let in all the same and learn from the pool what is wrong, and once the
   *     database is there the pool works
   */
  @Override
  public void reopen(RestoreContext context) throws InterruptedException {
    cycle.reopen(context);
  }

  @Override
  public Map<String, Long> counts(Phase phase) {
    return cycle.counts(phase);
  }
}

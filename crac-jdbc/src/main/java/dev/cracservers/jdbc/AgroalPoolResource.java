// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.CheckpointSettings.OnDrainTimeout;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.Phase;
import dev.cracservers.core.RestoreContext;
import io.agroal.api.AgroalDataSource;
import java.util.Map;

/**
 * A pool of Agroal that the application has started and goes on using, and that goes through
 * checkpoints: taken over with {@link #running}, registered with a {@link
 * dev.cracservers.core.CheckpointCoordinator}.
 *
 * <ol>
 *   <li>{@link #close} holds back callers of {@code getConnection()}, waits for the borrowed
 *       connections and closes all; on return none is open and none is being made;
 *   <li>{@link #reopen} asks the suppliers for URL, user and password anew, proves one connection,
 *       lets the callers go on, and has the pool make its idle ones in the background.
 * </ol>
 *
 * <p>A caller held back waits for at most the pool's {@code acquisitionTimeout}, counting only the
 * time this process runs, and from {@link #reopen} on anew. A checkpoint that is given up costs
 * callers that wait, nothing else. Callers may use the pool from any thread; the phases are called
 * by one.
 *
 * <p>Replaces two private fields of Agroal 3.2.1, writes two more while the pool is shut, its count
 * of connections and its greatest size, and takes closed connections out of what still refers to
 * them.
 */
public final class AgroalPoolResource implements CheckpointResource {
  final GatedPool gated;
  private final AgroalDataSource dataSource;
  private final PoolCycle cycle;

  AgroalPoolResource(
      GatedPool gated, AgroalDataSource dataSource, OnDrainTimeout onBorrowedTimeout) {
    this.gated = gated;
    this.dataSource = dataSource;
    cycle = new PoolCycle(gated, onBorrowedTimeout);
  }

  /**
   * Begins a resource over a running pool.
   *
   * <p>A supplier that is given takes the place of what the pool was configured with, and the
   * password given by one is taken out of the pool. Without suppliers the pool keeps what it has,
   * its password included, which then lies in the image. Connections that are there already are
   * kept until the first checkpoint.
   *
   * @param name of the resource
   */
  public static AgroalPoolBuilder running(String name, AgroalDataSource pool) {
    return new AgroalPoolBuilder(name, pool);
  }

  @Override
  public String name() {
    return gated.name();
  }

  /** Returns the pool. Whoever made it closes it, after its last checkpoint. */
  public AgroalDataSource dataSource() {
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

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Something that cannot go into an image as it is: a connector, a pool, a client, a file, a key.
 *
 * <p>A coordinator calls, each at most once in a cycle and in this order:
 *
 * <ol>
 *   <li>{@link #drain}, on every resource in order of registration; it then waits for all of them;
 *   <li>{@link #close}, in reverse order of registration;
 *   <li>the image is taken, and restored elsewhere or later;
 *   <li>{@link #reopen}, in order of registration;
 *   <li>{@link #rebind}, in order of registration.
 * </ol>
 *
 * <p>When the checkpoint fails before the image, the same resource object gets {@link #reopen} if
 * its {@link #close} was called, and {@link #rebind} if its {@link #drain} was called, whether or
 * not that call succeeded; {@link RestoreContext#isRestored()} is false then. So both must cope
 * with a half-done forward step. A resource goes through any number of cycles; every one works like
 * the first.
 *
 * <p>All calls of one cycle come from the thread that takes the checkpoint, never two at a time.
 */
public interface CheckpointResource {

  /** Returns the name under which this resource appears in reports and errors. */
  String name();

  /**
   * Stops taking new load. On return no new load is accepted; the returned stage completes when no
   * load is left.
   *
   * @param deadline the budget of the whole phase
   * @throws Exception if load cannot be refused or finished; the checkpoint is then given up
   */
  default CompletionStage<?> drain(Deadline deadline) throws Exception {
    return CompletableFuture.completedFuture(null);
  }

  /**
   * Lets go of descriptors and secrets, cutting load that is still there: it is only called once
   * every resource has drained, or when the settings force the checkpoint at the drain deadline. On
   * return none of this resource's descriptors is open and none of its secrets is reachable.
   *
   * @param deadline the budget of the whole phase
   * @throws Exception if a descriptor stays open; the checkpoint is then given up
   */
  default void close(Deadline deadline) throws Exception {}

  /**
   * Becomes usable again, with the settings as they are now, and proves it.
   *
   * @param context the restore, or the undo, this call belongs to
   * @throws Exception if this resource is not usable; nothing is rebound after a restore then
   */
  default void reopen(RestoreContext context) throws Exception {}

  /**
   * Takes load again.
   *
   * @param context the restore, or the undo, this call belongs to
   * @throws Exception if this resource cannot take load
   */
  default void rebind(RestoreContext context) throws Exception {}

  /**
   * Returns what there is to count about the given phase of the current cycle, such as {@code
   * finished} and {@code cut} requests, for the report. Called when that phase's step of this
   * resource has ended, in time or not.
   */
  default Map<String, Long> counts(Phase phase) {
    return Map.of();
  }
}

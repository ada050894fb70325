/**
 * The flow of a checkpoint, in the order it runs:
 *
 * <ul>
 *   <li>{@link dev.cracservers.core.CheckpointCoordinator} takes a server through it;
 *   <li>{@link dev.cracservers.core.Phase} names its steps, each a barrier over all resources;
 *   <li>{@link dev.cracservers.core.CheckpointResource} is what takes part: adapters implement it;
 *   <li>{@link dev.cracservers.core.CheckpointSettings} and {@link dev.cracservers.core.Deadline}
 *       bound each phase;
 *   <li>{@link dev.cracservers.core.RestoreContext} is what a resource learns on its way back;
 *   <li>{@link dev.cracservers.core.Reinitialized} holds a value that no two restores share;
 *   <li>{@link dev.cracservers.core.CheckpointListener} watches, {@link
 *       dev.cracservers.core.CheckpointReport} tells how it went, {@link
 *       dev.cracservers.core.CheckpointException} carries that report when it went wrong.
 * </ul>
 */
@NullMarked
package dev.cracservers.core;

import org.jspecify.annotations.NullMarked;

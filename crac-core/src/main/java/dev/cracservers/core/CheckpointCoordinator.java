// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a server through a checkpoint: drain, close, image, restore, reopen, rebind.
 *
 * <p>Used in this order:
 *
 * <ol>
 *   <li>{@link #create} early, before whatever else registers with org.crac;
 *   <li>{@link #register} each resource, in the order in which they are to come back;
 *   <li>{@link #applicationStarted} once the server serves;
 *   <li>{@link #checkpoint}, or anybody's {@code org.crac.Core.checkpointRestore()}, as often as
 *       wanted.
 * </ol>
 *
 * <p>A checkpoint that fails before its image is undone and the server serves on. Without an engine
 * the server runs as ever; creating the coordinator logs what is missing. A coordinator lives until
 * it is closed, referenced or not. Thread-safe.
 */
public final class CheckpointCoordinator implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointCoordinator.class);

  /** org.crac holds its resources weakly; this keeps the two halves of each bracket. */
  private static final Set<CheckpointCoordinator> LIVE = ConcurrentHashMap.newKeySet();

  private final RestoreSettings restoreSettings = new RestoreSettings();
  private final Listeners listeners = new Listeners();
  private final ResourceRegistry registry;
  private final @Nullable Bracket bracket;

  private CheckpointCoordinator(CheckpointSettings settings) {
    registry = new ResourceRegistry(settings, restoreSettings, listeners);
    listeners.add(new LoggingListener());
    listeners.add(new ProgressFile());
    Optional<String> missing = Engine.missing();
    missing.ifPresent(LOG::warn);
    bracket = missing.isEmpty() ? new Bracket(registry) : null;
  }

  /** Creates a coordinator with {@link CheckpointSettings#defaults()}. */
  public static CheckpointCoordinator create() {
    return create(CheckpointSettings.defaults());
  }

  /** Creates a coordinator and takes its outer place in org.crac's list. */
  public static CheckpointCoordinator create(CheckpointSettings settings) {
    CheckpointCoordinator coordinator = new CheckpointCoordinator(settings);
    LIVE.add(coordinator);
    return coordinator;
  }

  /**
   * Adds a resource. Resources drain, reopen and rebind in the order they were registered, and
   * close in reverse. While a checkpoint is running a resource is added, and removed, when that is
   * over: it is not part of the running one.
   *
   * @throws IllegalStateException if the resource is registered already, or this coordinator is
   *     closed
   */
  public Registration register(CheckpointResource resource) {
    return registry.register(resource);
  }

  /** Adds a listener. It may be added and removed at any time. */
  public Registration listen(CheckpointListener listener) {
    return listeners.add(listener);
  }

  /**
   * Takes the inner place in org.crac's list: from now on load is drained before, and connectors
   * are rebound after, everybody registered so far acts. Call it when the application is up;
   * further calls do nothing. Before it, only the thread that created this coordinator can take a
   * checkpoint, and only by {@code org.crac.Core}; all others are refused as not started yet.
   */
  public void applicationStarted() {
    registry.applicationStarted();
    if (bracket != null) {
      bracket.registerInner();
    }
  }

  /**
   * Takes a checkpoint. Returns in a process restored from it, or in this one if its image was
   * taken and it was left running. Blocks for all phases and, on the wall clock, for as long as the
   * image lies. Must not be called by a request that the checkpoint would wait for.
   *
   * @throws CheckpointException if the checkpoint was given up before its image and this process
   *     serves on, or if this process did not come back to serving; the report tells which
   * @throws IllegalStateException if a checkpoint is running already, {@link #applicationStarted}
   *     was not called, or this process is shutting down
   * @throws UnsupportedOperationException if there is no engine; the message says what to do
   */
  public CheckpointReport checkpoint() throws CheckpointException {
    Optional<String> missing = Engine.missing();
    if (missing.isPresent() || bracket == null) {
      throw new UnsupportedOperationException(missing.orElse("the engine came after the start"));
    }
    return registry.take();
  }

  /**
   * Returns a setting as it stands now, by this precedence: given on the command line of the
   * restore ({@code --set name=value}), environment of the restore, system property, environment of
   * the start. In an environment {@code db.pool-size} is {@code db.pool-size} or {@code
   * DB_POOLSIZE}.
   *
   * <p>What came with a restore is forgotten in CLOSE of the next checkpoint.
   */
  public Optional<String> setting(String name) {
    return restoreSettings.find(name);
  }

  /**
   * Returns a setting as {@link #setting(String)} does. A pool whose supplier fails so is not tried
   * again until the deadline: no further attempt would find a value.
   *
   * @throws NoSuchElementException if it has no value; the message names it and says how to give
   *     one
   */
  public String requiredSetting(String name) {
    return restoreSettings.require(name);
  }

  /** Returns the id of this running instance: random, and new after each restore. */
  public UUID instanceId() {
    return registry.instanceId();
  }

  /** Returns how the last cycle went, whoever asked for it; empty before the first one. */
  public Optional<CheckpointReport> lastReport() {
    return registry.lastReport();
  }

  /**
   * Lets go of all resources; later checkpoints pass this coordinator by.
   *
   * @throws IllegalStateException if a checkpoint is running
   */
  @Override
  public void close() {
    registry.close();
    LIVE.remove(this);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

import dev.cracservers.core.CheckpointReport.Outcome;
import java.util.ArrayList;
import java.util.List;
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

  private final CheckpointSettings settings;
  private final RestoreSettings restoreSettings = new RestoreSettings();
  private final Listeners listeners = new Listeners();
  private final List<CheckpointResource> resources = new ArrayList<>();
  private final @Nullable Bracket bracket;

  private UUID instanceId = FreshId.next();
  private @Nullable RunningCheckpoint running;
  private @Nullable CheckpointReport lastReport;
  private boolean closed;

  private CheckpointCoordinator(CheckpointSettings settings) {
    this.settings = settings;
    listeners.add(new LoggingListener());
    listeners.add(new ProgressFile());
    Optional<String> missing = Engine.missing();
    missing.ifPresent(LOG::warn);
    bracket = missing.isEmpty() ? new Bracket(this) : null;
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
   * close in reverse.
   *
   * @throws IllegalStateException if a checkpoint is running, the resource is registered already,
   *     or this coordinator is closed
   */
  public synchronized Registration register(CheckpointResource resource) {
    refuseWhileRunning("register", resource);
    if (closed) {
      throw new IllegalStateException(
          "cannot register " + resource.name() + ": the coordinator is closed");
    }
    if (isRegistered(resource)) {
      throw new IllegalStateException(resource.name() + " is registered already");
    }
    resources.add(resource);
    return () -> unregister(resource);
  }

  /** Adds a listener. It may be added and removed at any time. */
  public Registration listen(CheckpointListener listener) {
    return listeners.add(listener);
  }

  /**
   * Takes the inner place in org.crac's list: from now on load is drained before, and connectors
   * are rebound after, everybody registered so far acts. Call it when the application is up;
   * further calls do nothing.
   */
  public void applicationStarted() {
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
   *     serves on, or if this is a restored process that could not come back
   * @throws IllegalStateException if a checkpoint is running already
   * @throws UnsupportedOperationException if there is no engine; the message says what to do
   */
  public CheckpointReport checkpoint() throws CheckpointException {
    Optional<String> missing = Engine.missing();
    if (missing.isPresent() || bracket == null) {
      throw new UnsupportedOperationException(missing.orElse("the engine came after the start"));
    }
    RunningCheckpoint own = begin();
    return end(own, Bracket.checkpointRestore());
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

  /** Returns the id of this running instance: random, and new after each restore. */
  public synchronized UUID instanceId() {
    return instanceId;
  }

  /** Returns how the last cycle went, whoever asked for it; empty before the first one. */
  public synchronized Optional<CheckpointReport> lastReport() {
    return Optional.ofNullable(lastReport);
  }

  /**
   * Lets go of all resources; later checkpoints pass this coordinator by.
   *
   * @throws IllegalStateException if a checkpoint is running
   */
  @Override
  public synchronized void close() {
    if (running != null) {
      throw new IllegalStateException("cannot close the coordinator: " + running);
    }
    closed = true;
    resources.clear();
    LIVE.remove(this);
  }

  void drain() throws CheckpointException {
    RunningCheckpoint current = join();
    if (current != null) {
      current.cycle().drain();
    }
  }

  void closeResources() throws CheckpointException {
    RunningCheckpoint current = join();
    if (current != null) {
      current.cycle().close();
    }
  }

  void reopen() throws CheckpointException {
    RunningCheckpoint current = current();
    if (current != null) {
      current.cycle().reopen();
    }
  }

  void rebind() throws CheckpointException {
    RunningCheckpoint current = current();
    if (current == null) {
      return;
    }
    try {
      current.cycle().rebind();
    } finally {
      if (!current.isOwn()) {
        finish(current, current.cycle().outcome());
      }
    }
  }

  private synchronized RunningCheckpoint begin() {
    if (running != null) {
      throw secondRefused(running);
    }
    running = start(true);
    return running;
  }

  /**
   * Returns the cycle that a call of org.crac before the image belongs to, null if this coordinator
   * is closed. All of one checkpoint's calls come on one thread: a call on another one belongs to a
   * checkpoint that overtook ours on its way to the engine.
   */
  private synchronized @Nullable RunningCheckpoint join() {
    if (running == null) {
      running = closed ? null : start(false);
    } else if (!running.isOnThisThread()) {
      throw secondRefused(running);
    }
    return running;
  }

  /** Returns the cycle that a call of org.crac on its way back belongs to, if there is one. */
  private synchronized @Nullable RunningCheckpoint current() {
    return running != null && running.isOnThisThread() ? running : null;
  }

  private RunningCheckpoint start(boolean own) {
    return RunningCheckpoint.begin(
        own, List.copyOf(resources), settings, restoreSettings, listeners, instanceId);
  }

  private static IllegalStateException secondRefused(RunningCheckpoint first) {
    return new IllegalStateException("a second checkpoint is refused: " + first);
  }

  private CheckpointReport end(RunningCheckpoint own, Bracket.Ending ending)
      throws CheckpointException {
    own.cycle().goBack();
    Outcome outcome = own.cycle().outcome();
    if (ending.failures().isEmpty() && !own.run().hasFailures()) {
      return finish(own, outcome);
    }
    outcome =
        switch (outcome) {
          case RESTORED -> Outcome.RESTORE_FAILED;
          case RESUMED -> ending.afterImage() ? Outcome.UNDO_FAILED : Outcome.REFUSED;
          default -> outcome;
        };
    List<Throwable> others = new ArrayList<>(ending.failures());
    others.removeIf(own.run()::threw);
    finish(own, outcome);
    throw own.run().exception(outcome, others);
  }

  private CheckpointReport finish(RunningCheckpoint ended, Outcome outcome) {
    CheckpointReport report = ended.end(outcome);
    synchronized (this) {
      running = null;
      lastReport = report;
      instanceId = ended.cycle().instanceId();
    }
    listeners.finished(report);
    return report;
  }

  private synchronized void unregister(CheckpointResource resource) {
    if (isRegistered(resource)) {
      refuseWhileRunning("unregister", resource);
      resources.removeIf(each -> each == resource);
    }
  }

  private boolean isRegistered(CheckpointResource resource) {
    return resources.stream().anyMatch(each -> each == resource);
  }

  private void refuseWhileRunning(String verb, CheckpointResource resource) {
    if (running != null) {
      throw new IllegalStateException(
          "cannot " + verb + " " + resource.name() + " now: " + running);
    }
  }
}

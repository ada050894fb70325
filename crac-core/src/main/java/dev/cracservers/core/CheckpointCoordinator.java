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
   * @throws IllegalStateException if a checkpoint is running, or this coordinator is closed
   */
  public synchronized Registration register(CheckpointResource resource) {
    refuseWhileRunning("register", resource);
    if (closed) {
      throw new IllegalStateException(
          "cannot register " + resource.name() + ": the coordinator is closed");
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
    RunningCheckpoint own = begin(true);
    List<Throwable> others = List.of();
    boolean restoreFailed = false;
    try {
      Bracket.checkpointRestore();
    } catch (org.crac.CheckpointException e) {
      others = othersIn(e);
    } catch (org.crac.RestoreException e) {
      others = othersIn(e);
      restoreFailed = true;
    } catch (RuntimeException e) {
      others = List.of(e);
    }
    return end(own, others, restoreFailed);
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
    begin(false).cycle().drain();
  }

  void closeResources() throws CheckpointException {
    begin(false).cycle().close();
  }

  void reopen() throws CheckpointException {
    begin(false).cycle().reopen();
  }

  void rebind() throws CheckpointException {
    RunningCheckpoint current = begin(false);
    try {
      current.cycle().rebind();
    } finally {
      if (!current.isOwn()) {
        finish(current, current.outcome());
      }
    }
  }

  private synchronized RunningCheckpoint begin(boolean own) {
    if (running != null) {
      if (own) {
        throw new IllegalStateException("a second checkpoint is refused: " + running);
      }
      return running;
    }
    running =
        RunningCheckpoint.begin(
            own, List.copyOf(resources), settings, restoreSettings, listeners, instanceId);
    return running;
  }

  private CheckpointReport end(RunningCheckpoint own, List<Throwable> others, boolean restoreFailed)
      throws CheckpointException {
    own.cycle().goBack();
    if (!own.run().hasFailures() && others.isEmpty() && !restoreFailed) {
      return finish(own, own.outcome());
    }
    boolean inImage = restoreFailed || own.cycle().isRestored();
    Outcome outcome = inImage ? Outcome.RESTORE_FAILED : Outcome.REFUSED;
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

  /** Our own failures come back through org.crac; they are in the report already. */
  private static List<Throwable> othersIn(Throwable fromOrgCrac) {
    List<Throwable> others = new ArrayList<>(List.of(fromOrgCrac.getSuppressed()));
    boolean ours = others.removeIf(CheckpointException.class::isInstance);
    return others.isEmpty() && !ours ? List.of(fromOrgCrac) : others;
  }

  private synchronized void unregister(CheckpointResource resource) {
    if (resources.stream().anyMatch(each -> each == resource)) {
      refuseWhileRunning("unregister", resource);
      resources.removeIf(each -> each == resource);
    }
  }

  private void refuseWhileRunning(String verb, CheckpointResource resource) {
    if (running != null) {
      throw new IllegalStateException(
          "cannot " + verb + " " + resource.name() + " now: " + running);
    }
  }
}

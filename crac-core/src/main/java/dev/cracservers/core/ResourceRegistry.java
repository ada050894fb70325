// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

import dev.cracservers.core.CheckpointReport.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The resources of a coordinator, and the one cycle they may be in. Thread-safe: a resource that
 * joins or leaves while a cycle is under way does so when that is over, and no second cycle begins.
 */
final class ResourceRegistry {
  private final CheckpointSettings settings;
  private final RestoreSettings restoreSettings;
  private final Listeners listeners;
  private final StartGate start = new StartGate();
  private final List<CheckpointResource> resources = new ArrayList<>();

  /** What is to be done with the list of resources once the running cycle is over. */
  private final List<Runnable> afterCycle = new ArrayList<>();

  /** The resources that are registered, whether or not the running cycle knows of them. */
  private final List<CheckpointResource> joined = new ArrayList<>();

  private UUID instanceId = KernelUuid.next();
  private @Nullable RunningCheckpoint running;
  private @Nullable CheckpointReport lastReport;
  private boolean closed;

  ResourceRegistry(
      CheckpointSettings settings, RestoreSettings restoreSettings, Listeners listeners) {
    this.settings = settings;
    this.restoreSettings = restoreSettings;
    this.listeners = listeners;
  }

  synchronized Registration register(CheckpointResource resource) {
    if (closed) {
      throw new IllegalStateException(
          "cannot register " + resource.name() + ": the coordinator is closed");
    }
    if (isRegistered(resource)) {
      throw new IllegalStateException(resource.name() + " is registered already");
    }
    whenIdle(() -> resources.add(resource));
    joined.add(resource);
    return () -> unregister(resource);
  }

  /** The application serves: from now on anybody may take a checkpoint. */
  void applicationStarted() {
    start.open();
  }

  /** Takes a checkpoint that this coordinator was asked for. */
  CheckpointReport take() throws CheckpointException {
    start.refuseAll();
    RunningCheckpoint own = begin();
    return end(own, EngineOutcome.ofCheckpoint());
  }

  synchronized UUID instanceId() {
    return instanceId;
  }

  synchronized Optional<CheckpointReport> lastReport() {
    return Optional.ofNullable(lastReport);
  }

  synchronized void close() {
    refuseWhileRunning("close the coordinator");
    closed = true;
    start.open();
    resources.clear();
    joined.clear();
  }

  /** A call of org.crac, through the bracket. */
  void drain() throws CheckpointException {
    RunningCheckpoint current = join();
    if (current != null) {
      current.cycle().drain();
    }
  }

  /** A call of org.crac, through the bracket. */
  void closeResources() throws CheckpointException {
    RunningCheckpoint current = join();
    if (current != null) {
      current.cycle().close();
    }
  }

  /** A call of org.crac, through the bracket. */
  void reopen() throws CheckpointException {
    RunningCheckpoint current = current();
    if (current != null) {
      current.cycle().reopen();
    }
  }

  /** A call of org.crac, through the bracket; the last one of a cycle. */
  void rebind() throws CheckpointException {
    RunningCheckpoint current = current();
    if (current == null) {
      return;
    }
    try {
      current.cycle().rebind();
    } finally {
      if (!current.isAskedHere()) {
        finish(current, current.cycle().outcome());
      }
    }
  }

  private synchronized RunningCheckpoint begin() {
    if (running != null) {
      throw secondRefused(running);
    }
    refuseInShutdown();
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
      if (!closed) {
        start.refuseOthers();
        refuseInShutdown();
        running = start(false);
      }
    } else if (!running.isOnThisThread()) {
      throw secondRefused(running);
    }
    return running;
  }

  /** Returns the cycle that a call of org.crac on its way back belongs to, if there is one. */
  private synchronized @Nullable RunningCheckpoint current() {
    return running != null && running.isOnThisThread() ? running : null;
  }

  private RunningCheckpoint start(boolean askedHere) {
    return RunningCheckpoint.begin(
        askedHere, List.copyOf(resources), settings, restoreSettings, listeners, instanceId);
  }

  private CheckpointReport end(RunningCheckpoint own, EngineOutcome engine)
      throws CheckpointException {
    own.cycle().goBack();
    Outcome outcome = own.cycle().outcome();
    if (engine.failures().isEmpty() && !own.run().hasFailures()) {
      return finish(own, outcome);
    }
    outcome =
        switch (outcome) {
          case RESTORED -> Outcome.RESTORE_FAILED;
          case RESUMED -> engine.afterImage() ? Outcome.UNDO_FAILED : Outcome.REFUSED;
          default -> outcome;
        };
    List<Throwable> others = new ArrayList<>(engine.failures());
    others.removeIf(own.run()::threw);
    finish(own, outcome);
    throw own.run().exception(outcome, others);
  }

  private CheckpointReport finish(RunningCheckpoint ended, Outcome outcome) {
    CheckpointReport report = ended.end(outcome);
    synchronized (this) {
      running = null;
      afterCycle.forEach(Runnable::run);
      afterCycle.clear();
      lastReport = report;
      instanceId = ended.cycle().instanceId();
    }
    listeners.finished(report);
    return report;
  }

  private synchronized void unregister(CheckpointResource resource) {
    if (isRegistered(resource)) {
      joined.removeIf(each -> each == resource);
      whenIdle(() -> resources.removeIf(each -> each == resource));
    }
  }

  /**
   * A cycle keeps the resources it began with: one that a start registers meanwhile has to wait.
   */
  private void whenIdle(Runnable change) {
    if (running == null) {
      change.run();
    } else {
      afterCycle.add(change);
    }
  }

  private boolean isRegistered(CheckpointResource resource) {
    return joined.stream().anyMatch(each -> each == resource);
  }

  private static void refuseInShutdown() {
    if (ShuttingDown.isUnderWay()) {
      throw new IllegalStateException("no checkpoint is taken: this process is shutting down");
    }
  }

  private void refuseWhileRunning(String what) {
    if (running != null) {
      throw new IllegalStateException("cannot " + what + " now: " + running);
    }
  }

  private static IllegalStateException secondRefused(RunningCheckpoint first) {
    return new IllegalStateException("a second checkpoint is refused: " + first);
  }
}

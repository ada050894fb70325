// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

import dev.cracservers.core.CheckpointReport.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * One pass through the flow, and the undo of one that failed before its image. Knows what was
 * touched, so that an undo touches just that, once. Used by one thread.
 */
final class CheckpointCycle {
  private enum Position {
    SERVING,
    DRAINING,
    DRAINED,
    CLOSING,
    CLOSED,
    BACK,
    ENDED
  }

  private final List<CheckpointResource> resources;
  private final CheckpointSettings settings;
  private final RestoreSettings restoreSettings;
  private final PhaseRunner run;
  private final Supplier<ProcessIdentity> identity;
  private final List<CheckpointResource> drainCalled = new ArrayList<>();
  private final List<CheckpointResource> closeCalled = new ArrayList<>();

  private Position position = Position.SERVING;
  private ProcessIdentity identityBefore;
  private UUID instanceId;
  private boolean restored;
  private boolean usable = true;

  CheckpointCycle(
      List<CheckpointResource> resources,
      CheckpointSettings settings,
      RestoreSettings restoreSettings,
      PhaseRunner run,
      Supplier<ProcessIdentity> identity,
      UUID instanceId) {
    this.resources = List.copyOf(resources);
    this.settings = settings;
    this.restoreSettings = restoreSettings;
    this.run = run;
    this.identity = identity;
    this.identityBefore = identity.get();
    this.instanceId = instanceId;
  }

  /** Drains all resources, unless that was tried before. */
  void drain() throws CheckpointException {
    if (position != Position.SERVING) {
      return;
    }
    position = Position.DRAINING;
    if (!new DrainRun(run, settings.onDrainTimeout()).drain(resources, drainCalled)) {
      throw failure();
    }
    position = Position.DRAINED;
  }

  /** Closes all resources in reverse, if all have drained. */
  void close() throws CheckpointException {
    if (position != Position.DRAINED) {
      return;
    }
    position = Position.CLOSING;
    List<CheckpointResource> reversed = new ArrayList<>(resources);
    Collections.reverse(reversed);
    if (!run.forward(Phase.CLOSE, reversed, this::closeOne)) {
      throw failure();
    }
    position = Position.CLOSED;
    identityBefore = identity.get();
    restoreSettings.forget();
    run.recorder().imageBegins();
  }

  /** Reopens: all resources after a restore, those that were closed after a failure before it. */
  void reopen() throws CheckpointException {
    if (position == Position.BACK || position == Position.ENDED) {
      return;
    }
    run.recorder().imageEnds();
    boolean frozen = position == Position.CLOSED;
    restored = frozen && identity.get().isOtherThan(identityBefore);
    position = Position.BACK;
    if (restored) {
      instanceId = KernelUuid.next();
    }
    if (frozen) {
      usable = refresh();
    }
    if (!closeCalled.isEmpty()) {
      usable &=
          run.backward(
              wayBack(Phase.REOPEN),
              closeCalled,
              (resource, deadline) -> resource.reopen(context(deadline)));
    }
    if (!usable) {
      throw failure();
    }
  }

  /**
   * Rebinds: all resources after a restore in which all were reopened; those that were drained
   * after a failure before the image, whatever else fails.
   */
  void rebind() throws CheckpointException {
    if (position != Position.BACK) {
      return;
    }
    position = Position.ENDED;
    if (drainCalled.isEmpty() || (restored && !usable)) {
      return;
    }
    boolean bound =
        run.backward(
            wayBack(Phase.REBIND),
            drainCalled,
            (resource, deadline) -> resource.rebind(context(deadline)));
    if (!bound) {
      usable = false;
      throw failure();
    }
  }

  /** Goes back to serving whatever was touched, if that has not been done yet. */
  void goBack() {
    try {
      reopen();
    } catch (CheckpointException recorded) {
      // The failures are in the report, and come out of end().
    }
    try {
      rebind();
    } catch (CheckpointException recorded) {
      // The failures are in the report, and come out of end().
    }
  }

  private void closeOne(CheckpointResource resource, Deadline deadline) throws Exception {
    closeCalled.add(0, resource);
    resource.close(deadline);
  }

  /** Learns today's settings; a restored process becomes one of its own. */
  private boolean refresh() {
    Deadline deadline = run.deadline(Phase.RESTORE);
    PhasePass pass = wayBack(Phase.RESTORE);
    Duration start = run.begin(pass);
    boolean ok = true;
    try {
      run.watched(
          deadline,
          () -> {
            restoreSettings.load();
            if (restored) {
              Reinitialized.initializeAll();
            }
            return true;
          });
    } catch (Throwable e) {
      run.fail("settings", pass, start, Map.of(), e);
      ok = false;
    }
    run.recorder().phaseEnded(pass, start);
    return ok;
  }

  private PhasePass wayBack(Phase phase) {
    return new PhasePass(phase, !restored);
  }

  private CheckpointException failure() {
    return run.exception(outcome(), List.of());
  }

  /** Returns how this cycle has gone so far. */
  Outcome outcome() {
    if (restored) {
      return run.hasFailures() ? Outcome.RESTORE_FAILED : Outcome.RESTORED;
    }
    if (!usable) {
      return Outcome.UNDO_FAILED;
    }
    return run.hasFailures() ? Outcome.REFUSED : Outcome.RESUMED;
  }

  RestoreContext context(Deadline deadline) {
    return new RestoreContext(
        restored,
        run.recorder().downtime(),
        run.recorder().monotonicJump(),
        instanceId,
        restoreSettings,
        deadline);
  }

  UUID instanceId() {
    return instanceId;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

import dev.cracservers.core.CheckpointReport.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Runs single phases over resources: forward until the first failure, backward through all of them
 * whatever fails. Used by one thread.
 */
final class PhaseRunner {
  interface Step {
    void run(CheckpointResource resource, Deadline deadline) throws Exception;
  }

  interface Action<T> {
    T run() throws Exception;
  }

  private final CheckpointSettings settings;
  private final LongSupplier nanoClock;
  private final CycleRecorder recorder;
  private final Watchdog watchdog;
  private final List<Throwable> failures = new ArrayList<>();
  private final List<String> messages = new ArrayList<>();
  private final List<CheckpointException> thrown = new ArrayList<>();
  private Duration phaseBegun = Duration.ZERO;
  private boolean interrupted;

  PhaseRunner(
      CheckpointSettings settings,
      LongSupplier nanoClock,
      CycleRecorder recorder,
      Watchdog watchdog) {
    this.settings = settings;
    this.nanoClock = nanoClock;
    this.recorder = recorder;
    this.watchdog = watchdog;
  }

  Deadline deadline(Phase phase) {
    return Deadline.after(settings.deadline(phase), nanoClock);
  }

  CycleRecorder recorder() {
    return recorder;
  }

  /** Runs a phase before the image: stops at the first failure and returns false. */
  boolean forward(Phase phase, List<CheckpointResource> resources, Step step) {
    Deadline deadline = deadline(phase);
    PhasePass pass = PhasePass.towardsImage(phase);
    Duration start = begin(pass);
    boolean ok = true;
    for (CheckpointResource resource : resources) {
      ok = attempt(resource, pass, deadline, step);
      if (!ok) {
        break;
      }
    }
    recorder.phaseEnded(pass, start);
    return ok;
  }

  /**
   * Runs a phase on the way back: attempts every resource; returns whether all succeeded. Each
   * resource has at least an equal share of the deadline, also where one before it has used up
   * more.
   */
  boolean backward(PhasePass pass, List<CheckpointResource> resources, Step step) {
    Deadline deadline = deadline(pass.phase());
    Duration start = begin(pass);
    Duration share = deadline.budget().dividedBy(Math.max(1, resources.size()));
    boolean ok = true;
    for (CheckpointResource resource : resources) {
      // What another resource has used up must not keep this one down.
      boolean isShort = deadline.remaining().compareTo(share) < 0;
      Deadline granted = isShort ? Deadline.after(share, nanoClock) : deadline;
      ok &= attempt(resource, pass, granted, step);
    }
    recorder.phaseEnded(pass, start);
    return ok;
  }

  Duration begin(PhasePass pass) {
    recorder.phaseStarted(pass);
    phaseBegun = recorder.now();
    return phaseBegun;
  }

  /**
   * Runs an action on this thread, interrupted when it overruns the deadline. An interrupt by other
   * code, or one that the action leaves behind, is kept for the end of the cycle: it is not the
   * fault of the next action.
   */
  <T> T watched(Deadline deadline, Action<T> action) throws Exception {
    interrupted |= Thread.interrupted();
    Duration left = deadline.remaining();
    watchdog.watch(deadline);
    try {
      T result = action.run();
      watchdog.release();
      return result;
    } catch (Throwable e) {
      if (watchdog.release()) {
        throw new IllegalStateException(overrun(deadline, left), e);
      }
      interrupted |= e instanceof InterruptedException;
      throw e;
    } finally {
      interrupted |= Thread.interrupted();
    }
  }

  private boolean attempt(
      CheckpointResource resource, PhasePass pass, Deadline deadline, Step step) {
    Duration begun = recorder.now();
    try {
      watched(
          deadline,
          () -> {
            step.run(resource, deadline);
            return true;
          });
      recorder.step(resource, pass, recorder.since(begun), null);
      return true;
    } catch (Throwable e) {
      fail(resource, pass, begun, e);
      return false;
    }
  }

  void fail(CheckpointResource resource, PhasePass pass, Duration begun, Throwable failure) {
    fail(resource.name(), pass, begun, counts(resource, pass.phase(), failure), failure);
  }

  void fail(
      String name, PhasePass pass, Duration begun, Map<String, Long> counts, Throwable failure) {
    String message = FailureLine.of(failure) + usedUp(pass, begun);
    recorder.step(name, pass, recorder.since(begun), counts, message);
    failures.add(failure);
    messages.add(pass + ": " + name + ": " + message);
  }

  /**
   * Returns who has used up the time of the phase before a resource that failed began; nothing if
   * that had enough of it. Each step of a phase on the way back has a share of its own.
   */
  private String usedUp(PhasePass pass, Duration begun) {
    Phase phase = pass.phase();
    Duration budget = settings.deadline(phase);
    Duration before = begun.minus(phaseBegun);
    if (!phase.isBeforeImage()
        || pass.undo()
        || budget.minus(before).compareTo(budget.dividedBy(10)) > 0) {
      return "";
    }
    return recorder
        .longestOf(phase)
        .map(
            step ->
                " (%d of the %d ms of %s were used up before, most by %s: %d ms)"
                    .formatted(
                        before.toMillis(),
                        budget.toMillis(),
                        phase,
                        step.resource(),
                        step.span().duration().toMillis()))
        .orElse("");
  }

  /** Returns the failures so far as one exception. */
  CheckpointException exception(Outcome outcome, List<Throwable> others) {
    List<Throwable> all = new ArrayList<>(failures);
    List<String> texts = new ArrayList<>(messages);
    for (Throwable other : others) {
      all.add(other);
      texts.add(FailureLine.of(other));
    }
    String what =
        switch (outcome) {
          case RESTORE_FAILED -> "the restore failed, this process does not serve: ";
          case UNDO_FAILED -> "the checkpoint could not be undone, this process does not serve: ";
          default ->
              ShuttingDown.isUnderWay()
                  ? "the checkpoint was given up, this process is shutting down: "
                  : "the checkpoint was given up, this process serves on: ";
        };
    CheckpointException exception =
        new CheckpointException(what + String.join("; ", texts), recorder.report(outcome));
    all.forEach(exception::addSuppressed);
    thrown.add(exception);
    return exception;
  }

  /** Returns whether the exception was made here: what it tells is known already. */
  boolean threw(Throwable exception) {
    return thrown.stream().anyMatch(each -> each == exception);
  }

  boolean hasFailures() {
    return !failures.isEmpty();
  }

  /** Returns whether the thread was interrupted by somebody else, who must still see that. */
  boolean wasInterrupted() {
    return interrupted;
  }

  /** A resource that cannot even count must not hide why it failed, nor stop the undo of others. */
  private static Map<String, Long> counts(
      CheckpointResource resource, Phase phase, Throwable failure) {
    try {
      return Map.copyOf(resource.counts(phase));
    } catch (Throwable e) {
      if (e != failure) {
        failure.addSuppressed(e);
      }
      return Map.of();
    }
  }

  private static String overrun(Deadline deadline, Duration left) {
    return "did not return within %d ms%s and was interrupted after %d ms"
        .formatted(
            left.toMillis(),
            left.equals(deadline.budget())
                ? ""
                : " that were left of %d ms".formatted(deadline.budget().toMillis()),
            deadline.elapsed().toMillis());
  }
}

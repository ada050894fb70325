// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

import dev.cracservers.core.CheckpointReport.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A cycle under way: who asked for it, since when, and the thread that keeps the JVM alive. */
record RunningCheckpoint(
    boolean isAskedHere, CheckpointCycle cycle, PhaseRunner run, Watchdog watchdog, Thread thread) {

  /**
   * @param askedHere whether the coordinator was asked for it, rather than org.crac
   */
  static RunningCheckpoint begin(
      boolean askedHere,
      List<CheckpointResource> resources,
      CheckpointSettings settings,
      RestoreSettings restoreSettings,
      CheckpointListener listener,
      UUID instanceId) {
    Watchdog watchdog = new Watchdog();
    CycleRecorder recorder = new CycleRecorder(System::nanoTime, Instant::now, listener);
    PhaseRunner run = new PhaseRunner(settings, System::nanoTime, recorder, watchdog);
    CheckpointCycle cycle =
        new CheckpointCycle(
            resources, settings, restoreSettings, run, ProcessIdentity::current, instanceId);
    return new RunningCheckpoint(askedHere, cycle, run, watchdog, Thread.currentThread());
  }

  boolean isOnThisThread() {
    return thread == Thread.currentThread();
  }

  CheckpointReport end(Outcome outcome) {
    watchdog.close();
    if (run.wasInterrupted()) {
      Thread.currentThread().interrupt();
    }
    return run.recorder().report(outcome);
  }

  @Override
  public String toString() {
    return "a checkpoint has been running for "
        + run.recorder().sinceStart().toMillis()
        + " ms on thread "
        + thread.getName()
        + "; wait until it is over";
  }
}

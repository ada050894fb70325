// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

import dev.cracservers.core.CheckpointReport.Span;
import dev.cracservers.core.CheckpointSettings.OnDrainTimeout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * The DRAIN phase, in two steps: first no resource takes new load, then the load of all of them is
 * awaited together.
 */
final class DrainRun {
  private record Draining(
      CheckpointResource resource,
      Duration begun,
      CompletionStage<?> stage,
      CompletableFuture<Duration> ended) {}

  private static final PhasePass DRAIN = PhasePass.towardsImage(Phase.DRAIN);

  private final PhaseRunner run;
  private final CycleRecorder recorder;
  private final OnDrainTimeout onTimeout;

  DrainRun(PhaseRunner run, OnDrainTimeout onTimeout) {
    this.run = run;
    this.recorder = run.recorder();
    this.onTimeout = onTimeout;
  }

  /**
   * Drains all resources.
   *
   * @param touched takes every resource whose drain was called
   * @return whether the checkpoint may go on
   */
  boolean drain(List<CheckpointResource> resources, List<CheckpointResource> touched) {
    Deadline deadline = run.deadline(Phase.DRAIN);
    Duration start = run.begin(DRAIN);
    List<Draining> draining = new ArrayList<>();
    boolean ok = refuseLoad(resources, touched, draining, deadline);
    if (ok) {
      for (Draining each : draining) {
        ok &= awaitLoad(each, deadline);
      }
    }
    recorder.phaseEnded(DRAIN, start);
    return ok;
  }

  private boolean refuseLoad(
      List<CheckpointResource> resources,
      List<CheckpointResource> touched,
      List<Draining> draining,
      Deadline deadline) {
    for (CheckpointResource resource : resources) {
      touched.add(resource);
      Duration begun = recorder.now();
      try {
        CompletionStage<?> stage = run.watched(deadline, () -> resource.drain(deadline));
        CompletableFuture<Duration> ended =
            stage.handle((done, failure) -> recorder.now()).toCompletableFuture();
        draining.add(new Draining(resource, begun, stage, ended));
      } catch (Throwable e) {
        run.fail(resource, DRAIN, begun, e);
        return false;
      }
    }
    return true;
  }

  private boolean awaitLoad(Draining draining, Deadline deadline) {
    CheckpointResource resource = draining.resource();
    try {
      boolean inTime = run.watched(deadline, () -> deadline.await(draining.stage()));
      if (inTime) {
        Duration took = draining.ended().join().minus(draining.begun());
        recorder.step(resource, DRAIN, new Span(draining.begun(), took), null);
        return true;
      }
      return late(draining, deadline);
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      run.fail(resource, DRAIN, draining.begun(), cause);
      return false;
    } catch (Throwable e) {
      run.fail(resource, DRAIN, draining.begun(), e);
      return false;
    }
  }

  private boolean late(Draining draining, Deadline deadline) {
    CheckpointResource resource = draining.resource();
    Map<String, Long> counts = new HashMap<>(resource.counts(Phase.DRAIN));
    if (onTimeout == OnDrainTimeout.FORCE) {
      counts.put("forced", 1L);
      Span span = recorder.since(draining.begun());
      recorder.step(resource.name(), DRAIN, span, counts, null);
      return true;
    }
    TimeoutException late =
        new TimeoutException(
            "load is left after "
                + deadline.budget().toMillis()
                + " ms "
                + counts
                + "; give DRAIN more time, or cut what is left with OnDrainTimeout.FORCE");
    run.fail(resource.name(), DRAIN, draining.begun(), counts, late);
    return false;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointListener;
import dev.cracservers.core.CheckpointReport;
import dev.cracservers.core.CheckpointReport.Outcome;
import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Deadline;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationContext;

/**
 * Refuses readiness from the beginning of DRAIN until all servers listen again; it stays refused
 * when this process did not come back to serving, until a later cycle brings it back.
 */
final class ReadinessResource implements CheckpointResource, CheckpointListener {
  private static final Set<Outcome> BROKEN =
      EnumSet.of(Outcome.UNDO_FAILED, Outcome.RESTORE_FAILED);

  private final ApplicationContext context;
  private final Duration delay;

  /** The readiness that the application had; kept while the refusal in force is our own. */
  private @Nullable ReadinessState before;

  ReadinessResource(ApplicationContext context, Duration delay) {
    this.context = context;
    this.delay = delay;
  }

  @Override
  public String name() {
    return "readiness";
  }

  @Override
  public CompletionStage<?> drain(Deadline deadline) throws InterruptedException {
    ApplicationAvailability availability =
        context.getBeanProvider(ApplicationAvailability.class).getIfAvailable();
    if (availability == null) {
      return CompletableFuture.completedFuture(null);
    }
    if (before == null || !isOurs(availability)) {
      before = availability.getReadinessState();
    }
    AvailabilityChangeEvent.publish(context, this, ReadinessState.REFUSING_TRAFFIC);
    // A load balancer has to look before connections are refused: nothing tells when it has.
    boolean unused = Deadline.after(delay).await(deadline::isExpired);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void finished(CheckpointReport report) {
    ReadinessState back = before;
    if (back != null && !BROKEN.contains(report.outcome())) {
      before = null;
      AvailabilityChangeEvent.publish(context, this, back);
    }
  }

  /** Whether a cycle that did not end well has left the present state behind. */
  private boolean isOurs(ApplicationAvailability availability) {
    AvailabilityChangeEvent<ReadinessState> last =
        availability.getLastChangeEvent(ReadinessState.class);
    return last != null && last.getSource() == this;
  }
}

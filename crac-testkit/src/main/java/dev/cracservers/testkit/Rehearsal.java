// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.CheckpointException;
import dev.cracservers.core.CheckpointReport;
import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.CheckpointSettings;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.RestoreContext;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A real coordinator with one resource under test, a simulated checkpoint, and actions between the
 * resource's calls.
 *
 * <p>The actions run in two resources of their own, registered before and after the one under test.
 * One that throws fails the phase it stands in; an assertion that fails in one comes out of {@link
 * #checkpoint()} as it is. Not thread-safe.
 */
public final class Rehearsal implements AutoCloseable {
  private final Map<Moment, TestAction> actions = new EnumMap<>(Moment.class);
  private final SimulatedCheckpoint image;
  private final CheckpointCoordinator coordinator;
  private @Nullable AssertionError failedAssertion;

  private Rehearsal(CheckpointResource resource, CheckpointSettings settings) {
    image = SimulatedCheckpoint.open().whileFrozen(() -> act(Moment.FROZEN));
    coordinator = CheckpointCoordinator.create(settings);
    coordinator.register(new Before());
    coordinator.register(resource);
    coordinator.register(new After());
    coordinator.applicationStarted();
  }

  /** Prepares any number of cycles of one resource. */
  public static Rehearsal of(CheckpointResource resource, CheckpointSettings settings) {
    return new Rehearsal(resource, settings);
  }

  /** Says what to do at a moment of every cycle from now on. */
  public Rehearsal at(Moment moment, TestAction action) {
    actions.put(moment, action);
    return this;
  }

  /** Does nothing of its own from now on. */
  public Rehearsal reset() {
    actions.clear();
    return this;
  }

  /** Returns the image, to say how it ends and with which settings. */
  public SimulatedCheckpoint image() {
    return image;
  }

  /** Takes a checkpoint. */
  public CheckpointReport checkpoint() throws CheckpointException {
    try {
      return coordinator.checkpoint();
    } catch (CheckpointException e) {
      throwFailedAssertion();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    coordinator.close();
    image.close();
  }

  private void throwFailedAssertion() {
    AssertionError failed = failedAssertion;
    failedAssertion = null;
    if (failed != null) {
      throw failed;
    }
  }

  private void act(Moment moment) throws Exception {
    try {
      Objects.requireNonNullElse(actions.get(moment), (TestAction) () -> {}).run();
    } catch (AssertionError e) {
      failedAssertion = failedAssertion == null ? e : failedAssertion;
      throw new IllegalStateException("an assertion failed at " + moment, e);
    }
  }

  /** Closes after, and reopens and rebinds before, the resource under test. */
  private final class Before implements CheckpointResource {
    @Override
    public String name() {
      return "before";
    }

    @Override
    public void close(Deadline deadline) throws Exception {
      act(Moment.CLOSE_RETURNED);
    }

    @Override
    public void reopen(RestoreContext context) throws Exception {
      act(Moment.BEFORE_REOPEN);
    }

    @Override
    public void rebind(RestoreContext context) throws Exception {
      act(Moment.BEFORE_REBIND);
    }
  }

  /** Drains and reopens after, and closes before, the resource under test. */
  private final class After implements CheckpointResource {
    @Override
    public String name() {
      return "after";
    }

    @Override
    public CompletionStage<?> drain(Deadline deadline) throws Exception {
      act(Moment.DRAIN_RETURNED);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close(Deadline deadline) throws Exception {
      act(Moment.BEFORE_CLOSE);
    }

    @Override
    public void reopen(RestoreContext context) throws Exception {
      act(Moment.REOPEN_RETURNED);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit;

import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.Phase;
import dev.cracservers.core.RestoreContext;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A resource that writes down its calls and does what the test says in each. */
final class Traced implements CheckpointResource {
  private final String name;
  private final List<String> trail;
  private final Map<Phase, TestAction> actions = new EnumMap<>(Phase.class);
  private @Nullable RestoreContext context;

  Traced(String name, List<String> trail) {
    this.name = name;
    this.trail = trail;
  }

  Traced on(Phase phase, TestAction action) {
    actions.put(phase, action);
    return this;
  }

  Traced failingIn(Phase phase, String message) {
    return on(
        phase,
        () -> {
          throw new IllegalStateException(message);
        });
  }

  /** Returns what the resource was told on its way back. */
  @Nullable RestoreContext context() {
    return context;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public CompletionStage<?> drain(Deadline deadline) throws Exception {
    act("drain", Phase.DRAIN);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void close(Deadline deadline) throws Exception {
    act("close", Phase.CLOSE);
  }

  @Override
  public void reopen(RestoreContext restore) throws Exception {
    context = restore;
    act("reopen", Phase.REOPEN);
  }

  @Override
  public void rebind(RestoreContext restore) throws Exception {
    act("rebind", Phase.REBIND);
  }

  private void act(String call, Phase phase) throws Exception {
    trail.add(call + " " + name);
    TestAction action = actions.get(phase);
    if (action != null) {
      action.run();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A resource that writes down its calls and does what the test says in each. */
final class Scripted implements CheckpointResource {
  interface Script {
    void run() throws Exception;
  }

  private final String name;
  private final List<String> trail;
  private final Map<Phase, Script> scripts = new EnumMap<>(Phase.class);
  private final Map<Phase, Map<String, Long>> counts = new EnumMap<>(Phase.class);
  private @Nullable RestoreContext reopenedWith;
  private CompletionStage<?> load = CompletableFuture.completedFuture(null);

  Scripted(String name, List<String> trail) {
    this.name = name;
    this.trail = trail;
  }

  Scripted on(Phase phase, Script script) {
    scripts.put(phase, script);
    return this;
  }

  Scripted failingIn(Phase phase, String message) {
    return on(
        phase,
        () -> {
          throw new IllegalStateException(message);
        });
  }

  Scripted counting(Phase phase, Map<String, Long> counted) {
    counts.put(phase, counted);
    return this;
  }

  Scripted loaded(CompletionStage<?> stage) {
    load = stage;
    return this;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public CompletionStage<?> drain(Deadline deadline) throws Exception {
    act(Phase.DRAIN, "drain");
    return load;
  }

  @Override
  public void close(Deadline deadline) throws Exception {
    act(Phase.CLOSE, "close");
  }

  /** Returns what it was told when it was reopened last. */
  RestoreContext reopenedWith() {
    return Objects.requireNonNull(reopenedWith, name + " was not reopened");
  }

  @Override
  public void reopen(RestoreContext context) throws Exception {
    reopenedWith = context;
    act(Phase.REOPEN, context.isRestored() ? "reopen" : "undo close of");
  }

  @Override
  public void rebind(RestoreContext context) throws Exception {
    act(Phase.REBIND, context.isRestored() ? "rebind" : "undo drain of");
  }

  @Override
  public Map<String, Long> counts(Phase phase) {
    return counts.getOrDefault(phase, Map.of());
  }

  private void act(Phase phase, String call) throws Exception {
    trail.add(call + " " + name);
    Script script = scripts.get(phase);
    if (script != null) {
      script.run();
    }
  }
}

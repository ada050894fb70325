// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.RestoreContext;
import dev.cracservers.testkit.Gate;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Lets requests finish once all that was registered before has begun to drain, however long it took
 * an operator to get there.
 */
record OpeningGate(Gate gate) implements CheckpointResource {
  @Override
  public String name() {
    return "gate";
  }

  @Override
  public CompletionStage<?> drain(Deadline deadline) {
    gate.open();
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void rebind(RestoreContext context) {
    gate.shut();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Deadline;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Stands for something that cannot go into an image: each checkpoint is refused with the reason.
 */
record Refusal(String name, @Nullable String reason) implements CheckpointResource {
  @Override
  public CompletionStage<?> drain(Deadline deadline) {
    throw new IllegalStateException(reason);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.Registration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;

/**
 * Stands for something that cannot go into an image: each checkpoint is refused with the reason.
 */
record Refusal(String name, @Nullable String reason) implements CheckpointResource {

  /** Registers one for a bean, and returns the bean, which stays as it is. */
  static <T> T of(ApplicationContext context, String beanName, String reason, T bean) {
    Registration unused =
        context.getBean(CheckpointCoordinator.class).register(new Refusal(beanName, reason));
    return bean;
  }

  @Override
  public CompletionStage<?> drain(Deadline deadline) {
    throw new IllegalStateException(reason);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Registration;
import java.util.function.BiFunction;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Takes the clients of one type through checkpoints.
 *
 * @param <T> the type of the beans
 */
final class HttpClientBeans<T> implements BeanPostProcessor {
  private final CheckpointCoordinator coordinator;
  private final Class<T> type;
  private final BiFunction<String, T, CheckpointResource> resource;

  HttpClientBeans(
      CheckpointCoordinator coordinator,
      Class<T> type,
      BiFunction<String, T, CheckpointResource> resource) {
    this.coordinator = coordinator;
    this.type = type;
    this.resource = resource;
  }

  /** Puts a resource in the place of the bean, if it is one itself. */
  @Override
  public Object postProcessAfterInitialization(Object bean, String beanName) {
    if (!type.isInstance(bean)) {
      return bean;
    }
    CheckpointResource made = resource.apply(beanName, type.cast(bean));
    Registration unused = coordinator.register(made);
    return type.isInstance(made) ? made : bean;
  }
}

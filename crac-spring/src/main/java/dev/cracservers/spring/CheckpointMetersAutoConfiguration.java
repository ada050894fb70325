// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointCoordinator;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** The meters of checkpoints. */
@AutoConfiguration
@ConditionalOnClass(MeterBinder.class)
@ConditionalOnBean(CheckpointCoordinator.class)
final class CheckpointMetersAutoConfiguration {
  @Bean
  static CheckpointMeters checkpointMeters(CheckpointCoordinator coordinator) {
    return new CheckpointMeters(coordinator);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointCoordinator;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** The endpoint and the information about this instance. */
@AutoConfiguration(after = CheckpointAutoConfiguration.class)
@ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
@ConditionalOnBean(CheckpointCoordinator.class)
final class CheckpointActuatorAutoConfiguration {
  @Bean
  @ConditionalOnAvailableEndpoint
  static CheckpointEndpoint checkpointEndpoint(
      CheckpointCoordinator coordinator, CheckpointTrigger trigger) {
    return new CheckpointEndpoint(coordinator, trigger);
  }

  @Bean
  static RestoreInfo restoreInfo(CheckpointCoordinator coordinator) {
    return new RestoreInfo(coordinator);
  }
}

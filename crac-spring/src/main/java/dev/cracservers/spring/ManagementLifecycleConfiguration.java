// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.support.AbstractApplicationContext;

/** The context of a management port has a lifecycle of its own, with a server of its own. */
@ManagementContextConfiguration(ManagementContextType.CHILD)
@ConditionalOnBean(SpringCycle.class)
final class ManagementLifecycleConfiguration {
  @Bean(name = AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME)
  static CheckpointLifecycle managementCheckpointLifecycle(
      SpringCycle cycle, LifecycleProperties properties) {
    return CheckpointLifecycle.of(cycle, properties);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.netty.ReactorServerResource;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.boot.reactor.netty.NettyWebServer;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.AbstractApplicationContext;

/** The context of a management port has a lifecycle of its own, with a server of its own. */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
@ConditionalOnBean(SpringCycle.class)
final class ManagementLifecycleConfiguration {
  @Bean(name = AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME)
  static CheckpointLifecycle managementCheckpointLifecycle(
      SpringCycle cycle, LifecycleProperties properties) {
    return CheckpointLifecycle.of(cycle, properties);
  }

  /** A context looks for those who customize its server in itself only. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(TomcatWebServer.class)
  static class Tomcat {
    @Bean
    static TomcatWebServers managementCheckpointTomcat() {
      return new TomcatWebServers();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({NettyWebServer.class, ReactorServerResource.class})
  static class Netty {
    @Bean
    static NettyWebServers managementCheckpointNetty(
        ApplicationContext context, CheckpointCoordinator coordinator) {
      return new NettyWebServers(context, coordinator);
    }
  }
}

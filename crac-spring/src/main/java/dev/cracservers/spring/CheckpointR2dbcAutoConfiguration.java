// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointCoordinator;
import io.r2dbc.pool.ConnectionPool;
import org.springframework.boot.autoconfigure.AbstractDependsOnBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;

/** Takes pools of R2DBC through checkpoints. */
@AutoConfiguration
@ConditionalOnClass(ConnectionPool.class)
@ConditionalOnBean(CheckpointCoordinator.class)
final class CheckpointR2dbcAutoConfiguration {
  @Bean
  static R2dbcPools r2dbcPools(ApplicationContext context) {
    return new R2dbcPools(context);
  }

  /** Connections live on the loops: these have to end later, and begin earlier. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(ReactorResourceFactory.class)
  static class OnReactorNetty {
    @Bean
    static AbstractDependsOnBeanFactoryPostProcessor poolsAfterTheirLoops() {
      return new AbstractDependsOnBeanFactoryPostProcessor(
          ConnectionPool.class, ReactorResourceFactory.class) {};
    }
  }
}

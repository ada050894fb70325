// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import com.zaxxer.hikari.HikariDataSource;
import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.jdbc.HikariPoolResource;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.jdbc.HikariCheckpointRestoreLifecycle;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Takes every connection pool through checkpoints, in place of what Spring Boot does for one. */
@AutoConfiguration
@ConditionalOnClass({DataSource.class, HikariCheckpointRestoreLifecycle.class})
@ConditionalOnBean(CheckpointCoordinator.class)
final class CheckpointDataSourceAutoConfiguration {

  /** Spring Boot's bean would evict a pool a second time, and fails where there are two pools. */
  @Bean
  static BeanDefinitionRegistryPostProcessor noSecondHikariLifecycle() {
    return new BeanDefinitionRegistryPostProcessor() {
      @Override
      public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
        String name = "hikariCheckpointRestoreLifecycle";
        if (registry.containsBeanDefinition(name)) {
          registry.removeBeanDefinition(name);
        }
      }

      @Override
      public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        // There is nothing left to do.
      }
    };
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({HikariDataSource.class, HikariPoolResource.class})
  static class Hikari {
    @Bean
    static PooledDataSources pooledDataSources(ConfigurableApplicationContext context) {
      return new PooledDataSources(context);
    }
  }
}

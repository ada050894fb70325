// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import com.zaxxer.hikari.HikariDataSource;
import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.jdbc.DataSourceResource;
import dev.cracservers.jdbc.Dbcp2Pool;
import dev.cracservers.jdbc.HikariPoolResource;
import dev.cracservers.jdbc.TomcatPool;
import javax.sql.DataSource;
import oracle.ucp.jdbc.PoolDataSource;
import org.apache.commons.dbcp2.BasicDataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.jdbc.HikariCheckpointRestoreLifecycle;
import org.springframework.context.ApplicationContext;
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

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(DataSourceResource.class)
  static class Others {
    @Bean
    static OtherDataSources otherDataSources(
        ApplicationContext context, ObjectProvider<OtherDataSources.Make> makes) {
      return new OtherDataSources(context, makes);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({BasicDataSource.class, Dbcp2Pool.class})
  static class Dbcp2 {
    @Bean
    static Dbcp2DataSources dbcp2DataSources() {
      return new Dbcp2DataSources();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({org.apache.tomcat.jdbc.pool.DataSource.class, TomcatPool.class})
  static class Tomcat {
    @Bean
    static TomcatDataSources tomcatDataSources() {
      return new TomcatDataSources();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(DataSourceResource.class)
  static class Swapped {
    @Bean
    static SwappedDataSources swappedDataSources(
        ApplicationContext context, ObjectProvider<SwappedDataSources.Make> makes) {
      return new SwappedDataSources(context, makes);
    }

    @Bean
    static CloseablePools closeablePools() {
      return new CloseablePools();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({PoolDataSource.class, DataSourceResource.class})
  static class Ucp {
    @Bean
    static UcpPools ucpPools() {
      return new UcpPools();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.jetty.JettyServerResource;
import dev.cracservers.netty.ReactorServerResource;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.reactor.netty.NettyWebServer;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.netty.http.HttpResources;

/** Takes the lifecycle, the readiness, the configuration and the servers through checkpoints. */
@AutoConfiguration(before = LifecycleAutoConfiguration.class)
@AutoConfigureOrder(Ordered.HIGHEST_PRECEDENCE)
@ConditionalOnBean(CheckpointCoordinator.class)
@EnableConfigurationProperties({CheckpointProperties.class, LifecycleProperties.class})
final class CheckpointAutoConfiguration {

  @Bean(name = AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME)
  @ConditionalOnMissingBean(
      name = AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME,
      search = SearchStrategy.CURRENT)
  static CheckpointLifecycle checkpointLifecycle(
      SpringCycle cycle, LifecycleProperties properties) {
    return CheckpointLifecycle.of(cycle, properties);
  }

  @Bean
  static SslBundleReload sslBundleReload(CheckpointCoordinator coordinator) {
    return new SslBundleReload(coordinator);
  }

  @Bean
  static MissedRuns missedRuns(CheckpointCoordinator coordinator, BeanFactory beans) {
    return new MissedRuns(coordinator, beans);
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({WebServer.class, WebServerInitializedEvent.class})
  static class Web {
    @Bean
    static WebServers checkpointWebServers(CheckpointCoordinator coordinator) {
      return new WebServers(coordinator);
    }

    @Bean
    static WarmUpRequests warmUpRequests(
        ApplicationContext context, CheckpointProperties properties) {
      return new WarmUpRequests(context, properties.warmUp());
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({JettyWebServer.class, JettyServerResource.class})
  static class Jetty {
    @Bean
    static JettyWebServers checkpointJetty() {
      return new JettyWebServers();
    }

    @Bean
    static UnstartedJetty unstartedJetty(
        CheckpointCoordinator coordinator, Environment environment) {
      return new UnstartedJetty(coordinator, environment);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(TomcatWebServer.class)
  static class Tomcat {
    @Bean
    static TomcatWebServers checkpointTomcat() {
      return new TomcatWebServers();
    }

    @Bean
    static UnstartedTomcat unstartedTomcat(
        CheckpointCoordinator coordinator, Environment environment) {
      return new UnstartedTomcat(coordinator, environment);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({ReactorResourceFactory.class, HttpResources.class})
  static class Reactor {
    @Bean
    static ReactorLoops checkpointReactorLoops(
        CheckpointCoordinator coordinator, SpringCycle cycle) {
      return new ReactorLoops(coordinator, cycle);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({NettyWebServer.class, ReactorServerResource.class})
  static class Netty {
    @Bean
    static NettyWebServers checkpointNetty(
        ApplicationContext context, CheckpointCoordinator coordinator) {
      return new NettyWebServers(context, coordinator);
    }

    @Bean
    static UnstartedNetty unstartedNetty(
        CheckpointCoordinator coordinator, Environment environment) {
      return new UnstartedNetty(coordinator, environment);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.jetty.JettyClientResource;
import java.net.http.HttpClient;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.core5.pool.ConnPoolControl;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.reactive.ClientHttpConnector;
import reactor.core.publisher.Mono;

/** Takes HTTP clients through checkpoints. */
@AutoConfiguration
@ConditionalOnBean(CheckpointCoordinator.class)
final class CheckpointHttpClientAutoConfiguration {
  @Bean
  static HttpClientBeans<HttpClient> jdkHttpClientBeans(CheckpointCoordinator coordinator) {
    return new HttpClientBeans<>(coordinator, HttpClient.class, SwappedJdkClient::new);
  }

  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE) // Or else Spring warns that it is made so early.
  static HttpSenders httpSenders(CheckpointCoordinator coordinator) {
    return new HttpSenders(coordinator);
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({ClientHttpRequestFactory.class, ClientHttpRequestFactoryBuilder.class})
  static class OfSpringBoot {
    @Bean
    static RequestFactories requestFactories(HttpSenders senders) {
      return new RequestFactories(senders);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({ClientHttpConnector.class, ClientHttpConnectorBuilder.class, Mono.class})
  static class OfSpringBootReactive {
    @Bean
    static Connectors checkpointedConnectors(HttpSenders senders) {
      return new Connectors(senders);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({ConnPoolControl.class, HttpRoute.class})
  static class Apache {
    @Bean
    @SuppressWarnings("rawtypes") // There is no other class of any ConnPoolControl.
    static HttpClientBeans<ConnPoolControl> apacheConnectionManagers(
        CheckpointCoordinator coordinator) {
      return new HttpClientBeans<>(
          coordinator, ConnPoolControl.class, (name, pool) -> new IdleConnections(name, pool));
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({org.eclipse.jetty.client.HttpClient.class, JettyClientResource.class})
  static class Jetty {
    @Bean
    static HttpClientBeans<org.eclipse.jetty.client.HttpClient> jettyHttpClientBeans(
        CheckpointCoordinator coordinator) {
      return new HttpClientBeans<>(
          coordinator, org.eclipse.jetty.client.HttpClient.class, JettyClientResource::of);
    }
  }
}

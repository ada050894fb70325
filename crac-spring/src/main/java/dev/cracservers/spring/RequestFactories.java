// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.Registration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.JettyClientHttpRequestFactoryBuilder;
import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * Closes the clients behind each {@code RestClient} and {@code RestTemplate} that was made with a
 * {@code ClientHttpRequestFactoryBuilder} bean, as Spring Boot does it.
 */
final class RequestFactories implements BeanPostProcessor, CheckpointResource {
  private final Set<SwappedRequestFactory> made =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  RequestFactories(CheckpointCoordinator coordinator) {
    Registration unused = coordinator.register(this);
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String beanName) {
    return bean instanceof ClientHttpRequestFactoryBuilder<?> builder
        ? new Builder(builder, made)
        : bean;
  }

  @Override
  public String name() {
    return "http-clients";
  }

  @Override
  public void close(Deadline deadline) throws Exception {
    for (SwappedRequestFactory factory : List.copyOf(made)) {
      factory.close(deadline);
    }
  }

  private record Builder(
      ClientHttpRequestFactoryBuilder<?> builder, Set<SwappedRequestFactory> made)
      implements ClientHttpRequestFactoryBuilder<ClientHttpRequestFactory> {
    @Override
    public ClientHttpRequestFactory build(@Nullable HttpClientSettings settings) {
      SwappedRequestFactory factory = new SwappedRequestFactory(() -> make(settings));
      made.add(factory);
      return factory;
    }

    private ClientHttpRequestFactory make(@Nullable HttpClientSettings settings) {
      return builder instanceof JettyClientHttpRequestFactoryBuilder jetty
          ? JettyRequestFactory.of(jetty, settings)
          : builder.build(settings);
    }
  }
}

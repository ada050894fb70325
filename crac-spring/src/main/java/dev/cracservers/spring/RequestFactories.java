// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.JettyClientHttpRequestFactoryBuilder;
import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * Takes the clients behind each {@code RestClient} and {@code RestTemplate} that was made with a
 * {@code ClientHttpRequestFactoryBuilder} bean, as Spring Boot does it.
 *
 * @param senders which closes them
 */
record RequestFactories(HttpSenders senders) implements BeanPostProcessor {
  @Override
  public Object postProcessAfterInitialization(Object bean, String beanName) {
    return bean instanceof ClientHttpRequestFactoryBuilder<?> builder
        ? new Builder(builder, senders)
        : bean;
  }

  private record Builder(ClientHttpRequestFactoryBuilder<?> builder, HttpSenders senders)
      implements ClientHttpRequestFactoryBuilder<ClientHttpRequestFactory> {
    @Override
    public ClientHttpRequestFactory build(@Nullable HttpClientSettings settings) {
      return new SwappedRequestFactory(senders.over(() -> make(settings)));
    }

    private ClientHttpRequestFactory make(@Nullable HttpClientSettings settings) {
      return builder instanceof JettyClientHttpRequestFactoryBuilder jetty
          ? JettyRequestFactory.of(jetty, settings)
          : builder.build(settings);
    }
  }
}

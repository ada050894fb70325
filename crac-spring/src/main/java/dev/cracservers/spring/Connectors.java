// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.JettyClientHttpConnectorBuilder;
import org.springframework.http.client.reactive.ClientHttpConnector;

/**
 * Takes the clients behind each {@code WebClient} that was made with a {@code
 * ClientHttpConnectorBuilder} bean, as Spring Boot does it. Those of Reactor Netty are recreated
 * too: Spring Boot builds their client with the event loops that there are then.
 *
 * @param senders which closes them
 */
record Connectors(HttpSenders senders) implements BeanPostProcessor {
  @Override
  public Object postProcessAfterInitialization(Object bean, String beanName) {
    return bean instanceof ClientHttpConnectorBuilder<?> builder
        ? new Builder(builder, senders)
        : bean;
  }

  private record Builder(ClientHttpConnectorBuilder<?> builder, HttpSenders senders)
      implements ClientHttpConnectorBuilder<ClientHttpConnector> {
    @Override
    public ClientHttpConnector build(@Nullable HttpClientSettings settings) {
      return new SwappedConnector(senders.over(() -> make(settings)));
    }

    private ClientHttpConnector make(@Nullable HttpClientSettings settings) {
      return builder instanceof JettyClientHttpConnectorBuilder jetty
          ? JettyConnector.of(jetty, settings)
          : builder.build(settings);
    }
  }
}

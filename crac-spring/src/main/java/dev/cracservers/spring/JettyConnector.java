// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.eclipse.jetty.client.HttpClient;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.reactive.JettyClientHttpConnectorBuilder;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpResponse;
import reactor.core.publisher.Mono;

/**
 * Stops the client of Jetty that Spring Boot made for a connector, which does not do it.
 *
 * @param connector what sends the requests
 * @param clients the client behind it
 */
record JettyConnector(ClientHttpConnector connector, List<HttpClient> clients)
    implements ClientHttpConnector, DisposableBean {

  static JettyConnector of(
      JettyClientHttpConnectorBuilder builder, @Nullable HttpClientSettings settings) {
    List<HttpClient> clients = new ArrayList<>();
    return new JettyConnector(
        builder.withHttpClientCustomizer(clients::add).build(settings), clients);
  }

  @Override
  public Mono<ClientHttpResponse> connect(
      HttpMethod method, URI uri, Function<? super ClientHttpRequest, Mono<Void>> callback) {
    return connector.connect(method, uri, callback);
  }

  @Override
  public void destroy() throws Exception {
    for (HttpClient client : clients) {
      client.stop();
    }
  }
}

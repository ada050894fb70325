// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.client.HttpClient;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.JettyClientHttpRequestFactoryBuilder;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * Stops the client of Jetty that Spring Boot made for a request factory, which does not do it.
 *
 * @param factory what sends the requests
 * @param clients the client behind it
 */
record JettyRequestFactory(ClientHttpRequestFactory factory, List<HttpClient> clients)
    implements ClientHttpRequestFactory, DisposableBean {

  static JettyRequestFactory of(
      JettyClientHttpRequestFactoryBuilder builder, @Nullable HttpClientSettings settings) {
    List<HttpClient> clients = new ArrayList<>();
    return new JettyRequestFactory(
        builder.withHttpClientCustomizer(clients::add).build(settings), clients);
  }

  @Override
  public ClientHttpRequest createRequest(URI uri, HttpMethod method) throws IOException {
    return factory.createRequest(uri, method);
  }

  @Override
  public void destroy() throws Exception {
    for (HttpClient client : clients) {
      client.stop();
    }
  }
}

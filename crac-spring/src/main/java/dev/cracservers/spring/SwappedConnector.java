// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import java.net.URI;
import java.util.function.Function;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpResponse;
import reactor.core.publisher.Mono;

/**
 * What a {@code WebClient} sends its requests by. Thread-safe.
 *
 * @param sender the connector of now
 */
record SwappedConnector(SwappedSender<ClientHttpConnector> sender) implements ClientHttpConnector {
  @Override
  public Mono<ClientHttpResponse> connect(
      HttpMethod method, URI uri, Function<? super ClientHttpRequest, Mono<Void>> callback) {
    return Mono.defer(() -> sender.now().connect(method, uri, callback));
  }
}

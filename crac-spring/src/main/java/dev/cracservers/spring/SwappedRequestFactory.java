// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import java.io.IOException;
import java.net.URI;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * What a {@code RestClient} or {@code RestTemplate} sends its requests by. Thread-safe.
 *
 * @param sender the request factory of now
 */
record SwappedRequestFactory(SwappedSender<ClientHttpRequestFactory> sender)
    implements ClientHttpRequestFactory {
  @Override
  public ClientHttpRequest createRequest(URI uri, HttpMethod method) throws IOException {
    return sender.now().createRequest(uri, method);
  }
}

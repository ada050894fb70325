// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.Deadline;
import java.io.IOException;
import java.net.URI;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * What a {@code RestClient} or {@code RestTemplate} sends its requests by, whatever client is
 * behind it: closed in CLOSE, made anew for the next request. Thread-safe.
 */
final class SwappedRequestFactory implements ClientHttpRequestFactory {
  private final Supplier<? extends ClientHttpRequestFactory> making;
  private final JdkSelectors selectors = new JdkSelectors();
  private @Nullable ClientHttpRequestFactory current;

  SwappedRequestFactory(Supplier<? extends ClientHttpRequestFactory> making) {
    this.making = making;
    // What cannot be made says so to whoever builds it.
    ClientHttpRequestFactory unused = now();
  }

  @Override
  public ClientHttpRequest createRequest(URI uri, HttpMethod method) throws IOException {
    return now().createRequest(uri, method);
  }

  /** Closes the client and its connections. */
  synchronized void close(Deadline deadline) throws Exception {
    ClientHttpRequestFactory leaving = current;
    current = null;
    if (leaving instanceof DisposableBean closeable) {
      closeable.destroy();
    }
    selectors.end("a request factory", deadline);
  }

  private synchronized ClientHttpRequestFactory now() {
    ClientHttpRequestFactory now = current;
    if (now == null) {
      now = selectors.watch(making::get);
      current = now;
    }
    return now;
  }
}

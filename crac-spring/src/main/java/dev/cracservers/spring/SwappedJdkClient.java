// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Deadline;
import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP client of the JDK that is let go in CLOSE, with its connections, and made anew with the
 * same settings when it is used next. Thread-safe.
 */
final class SwappedJdkClient extends HttpClient implements CheckpointResource {
  private final String name;
  private final JdkSelectors selectors = new JdkSelectors();
  private @Nullable HttpClient current;
  private final HttpClient.Builder settings;

  SwappedJdkClient(String name, HttpClient first) {
    this.name = name;
    this.settings = settingsOf(first);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public synchronized void close(Deadline deadline) throws InterruptedException {
    current = null;
    selectors.end(name, deadline);
  }

  private synchronized HttpClient now() {
    HttpClient now = current;
    if (now == null) {
      now = selectors.watch(settings::build);
      current = now;
    }
    return now;
  }

  private static HttpClient.Builder settingsOf(HttpClient client) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .followRedirects(client.followRedirects())
            .sslContext(client.sslContext())
            .sslParameters(client.sslParameters())
            .version(client.version());
    client.cookieHandler().ifPresent(builder::cookieHandler);
    client.connectTimeout().ifPresent(builder::connectTimeout);
    client.proxy().ifPresent(builder::proxy);
    client.authenticator().ifPresent(builder::authenticator);
    client.executor().ifPresent(builder::executor);
    return builder;
  }

  @Override
  public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
      throws IOException, InterruptedException {
    return now().send(request, handler);
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> handler) {
    return now().sendAsync(request, handler);
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> handler, @Nullable PushPromiseHandler<T> pushes) {
    return now().sendAsync(request, handler, pushes);
  }

  @Override
  public WebSocket.Builder newWebSocketBuilder() {
    return now().newWebSocketBuilder();
  }

  @Override
  public Optional<CookieHandler> cookieHandler() {
    return now().cookieHandler();
  }

  @Override
  public Optional<Duration> connectTimeout() {
    return now().connectTimeout();
  }

  @Override
  public Redirect followRedirects() {
    return now().followRedirects();
  }

  @Override
  public Optional<ProxySelector> proxy() {
    return now().proxy();
  }

  @Override
  public SSLContext sslContext() {
    return now().sslContext();
  }

  @Override
  public SSLParameters sslParameters() {
    return now().sslParameters();
  }

  @Override
  public Optional<Authenticator> authenticator() {
    return now().authenticator();
  }

  @Override
  public Version version() {
    return now().version();
  }

  @Override
  public Optional<Executor> executor() {
    return now().executor();
  }
}

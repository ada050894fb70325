// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointResource;
import dev.cracservers.netty.NettyTlsResource;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.web.server.Http2;
import org.springframework.boot.web.server.Ssl;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.tcp.AbstractProtocolSslContextSpec;
import reactor.netty.tcp.SslProvider;

/**
 * The TLS of a server of Reactor Netty. Spring Boot's own would keep a key from its start on, and
 * nobody could take it away; so this does the same, with keys that are asked for each connection.
 */
final class NettyTls {
  private final WebTls tls;
  private final boolean http2;

  /** By server name, null for all others. */
  private final Map<@Nullable String, NettyTlsResource> held = new LinkedHashMap<>();

  private NettyTls(WebTls tls, boolean http2) {
    this.tls = tls;
    this.http2 = http2;
  }

  /**
   * Takes from the factory what its properties say. What code has put in stays there.
   *
   * @throws IllegalStateException if a key cannot be read
   */
  static NettyTls takenFrom(NettyReactiveWebServerFactory factory, String name, WebTls configured) {
    Http2 http2 = factory.getHttp2();
    NettyTls tls = new NettyTls(configured, http2 != null && http2.isEnabled());
    Ssl ssl = factory.getSsl();
    if (ssl != null && Ssl.isEnabled(ssl) && configured.isConfiguredAs(ssl)) {
      factory.setSsl(null);
      tls.hold(name + "-tls", null);
      configured.byServerName().keySet().forEach(each -> tls.hold(name + "-tls-" + each, each));
    }
    return tls;
  }

  private void hold(String name, @Nullable String serverName) {
    try {
      held.put(serverName, NettyTlsResource.of(name, () -> contextOf(bundleOf(serverName))));
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(name + " cannot be set up: " + e.getMessage(), e);
    }
  }

  private SslBundle bundleOf(@Nullable String serverName) {
    return Objects.requireNonNull(
        serverName == null ? tls.bundle() : tls.byServerName().get(serverName), serverName);
  }

  private SslContext contextOf(SslBundle bundle) throws SSLException {
    KeyManagerFactory keys = bundle.getManagers().getKeyManagerFactory();
    AbstractProtocolSslContextSpec<?> spec =
        http2 ? Http2SslContextSpec.forServer(keys) : Http11SslContextSpec.forServer(keys);
    SslOptions options = bundle.getOptions();
    ClientAuth clientAuth =
        Ssl.ClientAuth.map(
            tls.clientAuth(), ClientAuth.NONE, ClientAuth.OPTIONAL, ClientAuth.REQUIRE);
    return spec.configure(
            builder ->
                builder
                    .trustManager(bundle.getManagers().getTrustManagerFactory())
                    .protocols(options.getEnabledProtocols())
                    .ciphers(SslOptions.asSet(options.getCiphers()))
                    .clientAuth(clientAuth))
        .sslContext();
  }

  /** Returns what drops the keys in CLOSE and reads them again in REOPEN; nothing without TLS. */
  List<CheckpointResource> resources() {
    return List.copyOf(held.values());
  }

  /** Returns a server that takes the key of each connection from here; the same without TLS. */
  HttpServer secure(HttpServer server) {
    if (held.isEmpty()) {
      return server;
    }
    HttpServer secured =
        server.secure(
            spec ->
                spec.sslContext(keyless())
                    .setSniAsyncMappings(
                        (serverName, found) -> found.setSuccess(keysFor(serverName))));
    return http2 ? secured.protocol(HttpProtocol.HTTP11, HttpProtocol.H2) : secured;
  }

  private SslProvider keysFor(@Nullable String serverName) {
    NettyTlsResource keys = held.getOrDefault(serverName, held.get(null));
    return SslProvider.builder().sslContext(Objects.requireNonNull(keys).context()).build();
  }

  /** Reactor Netty wants a context at the start, which is not used. */
  private static SslContext keyless() {
    try {
      return SslContextBuilder.forClient().build();
    } catch (SSLException e) {
      throw new IllegalStateException(e);
    }
  }
}

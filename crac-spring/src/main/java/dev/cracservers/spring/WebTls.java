// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import java.beans.PropertyDescriptor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanUtils;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.Ssl.ServerNameSslBundle;
import org.springframework.boot.web.server.WebServerSslBundle;
import org.springframework.context.ApplicationContext;
import org.springframework.util.ReflectionUtils;

/**
 * The TLS of a server as it is configured now: by {@code server.ssl}, or {@code
 * management.server.ssl}. Keys are read again each time they are asked for, but for those of
 * bundles, which are reloaded before.
 */
final class WebTls {
  private final ApplicationContext context;
  private final String prefix;

  WebTls(ApplicationContext context, @Nullable String namespace) {
    this.context = context;
    this.prefix = WebAddress.prefix(namespace) + "ssl";
    Ssl ssl = ssl();
    SslBundles bundles = bundles();
    if (ssl != null && ssl.getBundle() != null && bundles != null) {
      // Spring Boot would warn that nobody here can take another key.
      bundles.addBundleUpdateHandler(ssl.getBundle(), taken -> {});
    }
  }

  /** Returns whether the properties set TLS up. */
  boolean isConfigured() {
    return Ssl.isEnabled(ssl());
  }

  /** Returns whether that is what the properties say, and code has changed nothing of it. */
  boolean isConfiguredAs(Ssl used) {
    Ssl configured = ssl();
    return configured != null
        && Arrays.stream(BeanUtils.getPropertyDescriptors(Ssl.class))
            .map(PropertyDescriptor::getReadMethod)
            .filter(Objects::nonNull)
            .allMatch(
                each ->
                    Objects.deepEquals(
                        ReflectionUtils.invokeMethod(each, configured),
                        ReflectionUtils.invokeMethod(each, used)));
  }

  Ssl.@Nullable ClientAuth clientAuth() {
    Ssl ssl = ssl();
    return ssl == null ? null : ssl.getClientAuth();
  }

  /**
   * Returns the key of the server.
   *
   * @throws RuntimeException what Spring Boot throws if it cannot be read
   */
  SslBundle bundle() {
    return WebServerSslBundle.get(ssl(), bundles());
  }

  /** Returns the keys of single host names. */
  Map<String, SslBundle> byServerName() {
    Map<String, SslBundle> found = new LinkedHashMap<>();
    Ssl ssl = ssl();
    SslBundles bundles = bundles();
    if (ssl != null && bundles != null) {
      for (ServerNameSslBundle each : ssl.getServerNameBundles()) {
        found.put(each.serverName(), bundles.getBundle(each.bundle()));
      }
    }
    return found;
  }

  private @Nullable Ssl ssl() {
    return Binder.get(context.getEnvironment()).bind(prefix, Ssl.class).orElse(null);
  }

  private @Nullable SslBundles bundles() {
    return context.getBeanProvider(SslBundles.class).getIfAvailable();
  }
}

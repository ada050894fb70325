// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.RestoreContext;
import java.util.function.BiConsumer;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.springframework.boot.ssl.SslBundle;

/**
 * Gives Jetty the key of today, as Spring Boot gave it that of the start: as an object, which
 * crac-jetty has dropped in CLOSE.
 */
final class JettyTls implements BiConsumer<SslContextFactory, RestoreContext> {
  private final WebTls tls;

  JettyTls(WebTls tls) {
    this.tls = tls;
  }

  @Override
  public void accept(SslContextFactory factory, RestoreContext context) {
    SslBundle bundle = tls.bundle();
    factory.setKeyStorePassword(bundle.getStores().getKeyStorePassword());
    factory.setKeyManagerPassword(bundle.getKey().getPassword());
    factory.setCertAlias(bundle.getKey().getAlias());
    factory.setKeyStore(bundle.getStores().getKeyStore());
    factory.setTrustStore(bundle.getStores().getTrustStore());
  }
}

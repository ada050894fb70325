// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import org.apache.catalina.connector.Connector;
import org.apache.commons.logging.LogFactory;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.springframework.boot.tomcat.SslConnectorCustomizer;

/**
 * The keys of a connector of Tomcat. Sessions and ticket keys are those of an SSLContext that
 * Tomcat drops when the connector stops and makes anew when it starts; here is what it makes it of.
 */
final class TomcatTls {
  private final Connector connector;
  private final WebTls tls;

  TomcatTls(Connector connector, WebTls tls) {
    this.connector = connector;
    this.tls = tls;
  }

  /** Lets go of all keys; the connector has been stopped. */
  void drop() {
    if (!isSecure()) {
      return;
    }
    for (SSLHostConfig host : connector.findSslHostConfigs()) {
      for (SSLHostConfigCertificate certificate : host.getCertificates()) {
        certificate.setCertificateKeystore(null);
        certificate.setCertificateKeystorePassword(null);
        certificate.setCertificateKeyPassword(null);
      }
    }
  }

  /** Hands the keys of today over; the connector has not been started yet. */
  void load() {
    if (!isSecure()) {
      return;
    }
    SslConnectorCustomizer customizer =
        new SslConnectorCustomizer(LogFactory.getLog(TomcatTls.class), connector, tls.clientAuth());
    customizer.update(null, tls.bundle());
    tls.byServerName().forEach(customizer::update);
  }

  private boolean isSecure() {
    return connector.getSecure() && connector.findSslHostConfigs().length > 0;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.spring.CheckpointProperties.WarmUpRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;

/**
 * The application's own server, as a client on this machine sees it. Each request has a connection
 * of its own: a client that keeps some would have them open in the image.
 */
final class OwnServer {
  private static final int FIRST_ERROR = 400;

  private final URI base;
  private final Duration timeout;

  private OwnServer(URI base, Duration timeout) {
    this.base = base;
    this.timeout = timeout;
  }

  /**
   * Finds the server of an application.
   *
   * @throws IllegalStateException if there is none
   */
  static OwnServer of(ApplicationContext context, Duration timeout) {
    WebServer server =
        context instanceof WebServerApplicationContext web ? web.getWebServer() : null;
    if (server == null) {
      throw new IllegalStateException(
          "crac.warm-up.requests can only be sent to a web server of this application, and it has"
              + " none; define a bean of type "
              + WarmUp.class.getName()
              + " instead");
    }
    ServerProperties properties = context.getBeanProvider(ServerProperties.class).getIfAvailable();
    boolean secure = properties != null && Ssl.isEnabled(properties.getSsl());
    InetAddress configured = properties == null ? null : properties.getAddress();
    InetAddress address =
        configured == null || configured.isAnyLocalAddress()
            ? InetAddress.getLoopbackAddress()
            : configured;
    String host = address.getHostAddress();
    return new OwnServer(
        URI.create(
            (secure ? "https://" : "http://")
                + (host.contains(":") ? "[" + host + "]" : host)
                + ":"
                + server.getPort()),
        timeout);
  }

  /**
   * Sends a request and reads its whole answer.
   *
   * @throws IOException if it is not answered, or with a status from 400 on
   */
  void send(WarmUpRequest request) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) base.resolve(request.path()).toURL().openConnection(Proxy.NO_PROXY);
    if (connection instanceof HttpsURLConnection secure) {
      trustItself(secure);
    }
    int millis = Math.toIntExact(timeout.toMillis());
    connection.setConnectTimeout(millis);
    connection.setReadTimeout(millis);
    connection.setInstanceFollowRedirects(false);
    connection.setRequestMethod(request.method());
    connection.setRequestProperty("Connection", "close");
    connection.setRequestProperty("Content-Type", "application/json");
    request.headers().forEach(connection::setRequestProperty);
    try {
      if (!request.body().isEmpty()) {
        connection.setDoOutput(true);
        try (OutputStream body = connection.getOutputStream()) {
          body.write(request.body().getBytes(StandardCharsets.UTF_8));
        }
      }
      int status = connection.getResponseCode();
      if (status >= FIRST_ERROR) {
        throw new IOException("it was answered with status " + status);
      }
      try (InputStream answer = connection.getInputStream()) {
        answer.transferTo(OutputStream.nullOutputStream());
      }
    } catch (IOException e) {
      throw new IOException(
          request.method() + " " + connection.getURL() + " failed: " + e.getMessage(), e);
    } finally {
      connection.disconnect();
    }
  }

  /** It talks to itself: whether others would trust its certificate does not matter. */
  private static void trustItself(HttpsURLConnection connection) throws IOException {
    TrustManager trusting =
        new X509TrustManager() {
          @Override
          public void checkClientTrusted(X509Certificate[] chain, String authType) {}

          @Override
          public void checkServerTrusted(X509Certificate[] chain, String authType) {}

          @Override
          public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
          }
        };
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {trusting}, null);
      connection.setSSLSocketFactory(context.getSocketFactory());
      connection.setHostnameVerifier((name, session) -> true);
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }
}

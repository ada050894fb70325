// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.CheckpointException;
import dev.cracservers.core.CheckpointReport;
import dev.cracservers.core.CheckpointReport.Outcome;
import dev.cracservers.spring.CheckpointProperties.WarmUpRequest;
import dev.cracservers.testkit.SelfSignedKey;
import dev.cracservers.testkit.SimulatedCheckpoint;
import dev.cracservers.testkit.SimulatedCheckpoint.Result;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.tcp.SslProvider.GenericSslContextSpec;

/** Servers with TLS, and a client that would resume its session if the server did. */
class TlsTest {
  private static final String HEALTH = "/actuator/health";
  private static final String NAMED = "named.example";
  private static final String NONE = "none=";
  private static final String CERTIFICATE = "file:%s/certificate.pem";
  private static final String KEY = "file:%s/key.pem";

  @TempDir static Path first;
  @TempDir static Path second;
  @TempDir Path folder;
  @TempDir Path named;

  @BeforeAll
  static void makeKeys() throws Exception {
    TestKeys.write(first, "first");
    TestKeys.write(second, "second");
  }

  @ParameterizedTest
  @CsvSource({"JETTY,HTTP_2", "TOMCAT,HTTP_1_1", "TOMCAT,HTTP_2", "NETTY,HTTP_2"})
  void todaysCertificateIsServedAndNoKeyIsInTheImage(WebKind kind, Version expected)
      throws Exception {
    use(first);
    boolean namesServers = kind != WebKind.JETTY;
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context =
            kind.start(
                GatedApplication.class,
                "server.http2.enabled=" + (expected == Version.HTTP_2),
                "server.ssl.bundle=web",
                namesServers ? "server.ssl.server-name-bundles[0].server-name=" + NAMED : NONE,
                namesServers ? "server.ssl.server-name-bundles[0].bundle=named" : NONE,
                "spring.ssl.bundle.pem.named.keystore.certificate=" + CERTIFICATE.formatted(named),
                "spring.ssl.bundle.pem.named.keystore.private-key=" + KEY.formatted(named),
                "spring.ssl.bundle.pem.web.keystore.certificate=" + CERTIFICATE.formatted(folder),
                "spring.ssl.bundle.pem.web.keystore.private-key=" + KEY.formatted(folder),
                "management.server.port=0",
                "management.server.ssl.certificate=" + CERTIFICATE.formatted(folder),
                "management.server.ssl.certificate-private-key=" + KEY.formatted(folder))) {
      int port = port(context, "local.server.port");
      int management = port(context, "local.management.port");
      OwnServer.of(context, Duration.ofMinutes(1))
          .send(new WarmUpRequest("/open", "GET", Map.of(), ""));
      SSLContext client = SelfSignedKey.trustingAll();
      assertThat(shown(client, port, "/open", expected)).isEqualTo("CN=first");
      assertThat(shown(client, management, HEALTH, expected)).isEqualTo("CN=first");
      for (Path today : List.of(second, first)) {
        use(today);
        WeakReference<KeyStore> store =
            new WeakReference<>(
                context.getBean(SslBundles.class).getBundle("web").getStores().getKeyStore());
        image.whileFrozen(() -> assertThat(isCollected(store)).isTrue());
        CheckpointReport report = context.getBean(CheckpointCoordinator.class).checkpoint();
        assertThat(report.outcome()).isEqualTo(Outcome.RESTORED);
        String name = today.equals(first) ? "CN=first" : "CN=second";
        assertThat(shown(client, port, "/open", expected)).isEqualTo(name);
        assertThat(shown(client, management, HEALTH, expected)).isEqualTo(name);
        if (namesServers) {
          assertThat(shownAs(client, port)).isNotEqualTo(name);
        }
      }
      image.withResult(Result.LEFT_RUNNING);
      context.getBean(CheckpointCoordinator.class).checkpoint();
      assertThat(shown(client, port, "/open", expected)).isEqualTo("CN=first");
      assertThat(image.images()).isEqualTo(3);
    }
  }

  @Test
  void tlsOfReactorNettyThatIsSetUpByCodeStaysAndHasCheckpointsRefused() throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context = WebKind.NETTY.start(SecuredByCode.class)) {
      int port = port(context, "local.server.port");
      SSLContext client = SelfSignedKey.trustingAll();
      assertThat(shown(client, port, "/open", Version.HTTP_1_1)).isEqualTo("CN=first");
      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(context.getBean(CheckpointCoordinator.class)::checkpoint)
          .withMessageContaining("TLS is set up by code");
      assertThat(image.images()).isZero();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @Import(GatedApplication.class)
  static class SecuredByCode {
    @Bean
    NettyServerCustomizer securing() {
      return server ->
          server.secure(spec -> spec.sslContext((GenericSslContextSpec<?>) contextOfFirst()));
    }

    private static Http11SslContextSpec contextOfFirst() {
      return Http11SslContextSpec.forServer(
          first.resolve("certificate.pem").toFile(), first.resolve("key.pem").toFile());
    }
  }

  /** Has the server show one key, and the other to who calls it by its name. */
  private void use(Path keys) throws IOException {
    Path other = keys.equals(first) ? second : first;
    for (String name : new String[] {"key.pem", "certificate.pem"}) {
      Files.copy(keys.resolve(name), folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
      Files.copy(other.resolve(name), named.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static String shownAs(SSLContext client, int port) throws IOException {
    try (SSLSocket socket =
        (SSLSocket)
            client.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName(NAMED)));
      socket.setSSLParameters(parameters);
      return SelfSignedKey.nameShownIn(socket.getSession());
    }
  }

  private static int port(ConfigurableApplicationContext context, String property) {
    return context.getEnvironment().getRequiredProperty(property, Integer.class);
  }

  private static boolean isCollected(WeakReference<KeyStore> store) throws InterruptedException {
    return Wait.until(
        () -> {
          System.gc();
          return store.get() == null;
        });
  }

  private static String shown(SSLContext client, int port, String path, Version expected)
      throws IOException, InterruptedException {
    URI uri = URI.create("https://127.0.0.1:" + port + path);
    HttpResponse<String> response =
        HttpClient.newBuilder()
            .sslContext(client)
            .build()
            .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(HttpURLConnection.HTTP_OK);
    assertThat(response.version()).isEqualTo(expected);
    return SelfSignedKey.nameShownIn(response.sslSession().orElseThrow());
  }
}

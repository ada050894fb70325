// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.cracservers.testkit.SelfSignedKey;
import dev.cracservers.testkit.real.RealCheckpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Connections that {@code HttpURLConnection} keeps alive are closed for the image. */
@RealCheckpoint
class KeptAliveIT {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final String BODY = "token".repeat(100);

  @TempDir static Path folder;
  private static final Set<InetSocketAddress> clients = ConcurrentHashMap.newKeySet();
  private static HttpServer plain;
  private static HttpsServer secure;
  private static SelfSignedKey key;

  @BeforeAll
  static void serve() throws Exception {
    key = SelfSignedKey.create(folder.resolve("key.p12"), "issuer");
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(key.keyStore(), SelfSignedKey.PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    plain = HttpServer.create(ANY_PORT, 0);
    secure = HttpsServer.create(ANY_PORT, 0);
    secure.setHttpsConfigurator(new HttpsConfigurator(context));
    start(plain);
    start(secure);
  }

  @AfterAll
  static void stop() {
    plain.stop(0);
    secure.stop(0);
  }

  @ParameterizedTest
  @MethodSource("dev.cracservers.criu.real.Trial#javaHomes")
  void idleOnesAreClosedInEveryCycle(Path javaHome) throws Exception {
    try (Trial trial = new Trial(folder.resolve("idle-" + javaHome.getFileName()))) {
      trial.start(
          javaHome,
          "-Djavax.net.ssl.trustStore=" + key.store(),
          "-Djavax.net.ssl.trustStorePassword=" + SelfSignedKey.PASSWORD);
      for (int cycle = 1; cycle <= 3; cycle++) {
        clients.clear();
        for (int fetch = 1; fetch <= 2; fetch++) {
          assertThat(trial.order("fetch " + address("http", plain))).isEqualTo(BODY);
          assertThat(trial.order("fetch " + address("https", secure))).isEqualTo(BODY);
        }
        assertThat(clients).as("one connection to each server is kept").hasSize(2);
        trial.checkpoint();
        trial.restore();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.cracservers.criu.real.Trial#javaHomes")
  void oneInUseIsNotTouched(Path javaHome) throws Exception {
    try (Trial trial = new Trial(folder.resolve("used-" + javaHome.getFileName()))) {
      trial.start(javaHome, "-Djdk.crac.collect-fd-stacktraces=true");
      String first = trial.order("fetch-part " + address("http", plain));
      assertThat(trial.refusedCheckpoint())
          .contains(":" + plain.getAddress().getPort() + " established")
          .contains("Owner: HttpURLConnection", "Remedy: read each response to its end");
      assertThat(first + trial.order("fetch-rest")).isEqualTo(BODY);
      trial.checkpoint("--leave-running");
      assertThat(trial.order("fetch " + address("http", plain))).isEqualTo(BODY);
    }
  }

  private static void start(HttpServer server) {
    server.createContext(
        "/",
        exchange -> {
          clients.add(exchange.getRemoteAddress());
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(BODY.getBytes(StandardCharsets.UTF_8));
          exchange.close();
        });
    server.start();
  }

  private static String address(String scheme, HttpServer server) {
    return scheme + "://localhost:" + server.getAddress().getPort() + "/";
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.core.Deadline;
import dev.cracservers.samples.jettyserver.NotesClient;
import dev.cracservers.samples.jettyserver.NotesDatabase;
import dev.cracservers.testkit.real.ImageSecrets;
import dev.cracservers.testkit.real.LaunchedServer;
import dev.cracservers.testkit.real.RealCheckpoint;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RealCheckpoint
class RestoredConfigurationIT {
  private static final Path JAR = Path.of("target/spring-boot-server-boot.jar").toAbsolutePath();
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private static final String API = "canary-of-api";
  private static final String POOL = "canary-of-pool";
  private static final String KEYS = "canary-of-keys";

  @TempDir Path folder;

  @Test
  void anImageThatIsTakenWarmHasNoSecretsAndComesBackWithTodaysPortDatabaseAndFiles()
      throws Exception {
    int otherPort = NotesApplicationIT.freePort();
    int management = NotesApplicationIT.freePort();
    Path keys = keyStore("keys.p12", KEYS);
    Path file = configuration("before", API, keys, KEYS);
    Path password = secretFile("spring.datasource.password", POOL);
    try (NotesDatabase database = NotesDatabase.start(folder.resolve("database"));
        LaunchedServer server = new LaunchedServer(folder.resolve("server"));
        NotesDatabase other = NotesDatabase.start(folder.resolve("other"))) {
      database.rotatePassword("bob", POOL);
      server
          .with("SERVER_PORT", Integer.toString(NotesApplicationIT.freePort()))
          .with("SPRING_DATASOURCE_URL", database.url())
          .with("SPRING_CONFIG_ADDITIONALLOCATION", "file:" + file)
          .with("CRAC_CHECKPOINT_ON", "warm")
          .with("CRAC_WARMUP_COUNT", "200")
          .with("CRAC_WARMUP_REQUESTS_0_PATH", "/notes")
          .with("SPRING_DATASOURCE_USERNAME", "bob")
          .with("MANAGEMENT_SERVER_PORT", Integer.toString(management));
      server.start(Path.of(System.getProperty("java.home")), "-jar", JAR.toString());
      server.awaitEnd(LIMIT);
      assertThat(server.log()).contains("200 of 200 requests").doesNotContain("failed");
      assertThat(Stream.of(API, POOL, KEYS).map(each -> ImageSecrets.copies(server.image(), each)))
          .allMatch(Map::isEmpty);

      other.rotatePassword("alice", "rotated");
      Files.writeString(password, "rotated");
      Path replaced = keyStore("replaced.p12", "changed");
      Files.copy(replaced, keys, StandardCopyOption.REPLACE_EXISTING);
      configuration("after", "new-key", keys, "changed");
      server
          .with("SPRING_DATASOURCE_USERNAME", "alice")
          .restore(
              "--set", "server.port=" + otherPort, "--set", "spring.datasource.url=" + other.url());
      assertThat(awaitAnswer(server, otherPort, "/greeting")).isEqualTo("after");
      assertThat(new NotesClient(otherPort).role()).isEqualTo("alice");
      assertThat(statusOfAdding(otherPort, API)).isEqualTo(401);
      // The key is right, but the other database has no table for notes.
      assertThat(statusOfAdding(otherPort, "new-key")).isEqualTo(500);
      assertThat(
              HttpClient.newBuilder()
                  .sslContext(trusting(replaced, "changed"))
                  .build()
                  .send(
                      HttpRequest.newBuilder(
                              URI.create(
                                  "https://127.0.0.1:" + management + "/actuator/health/readiness"))
                          .build(),
                      BodyHandlers.ofString())
                  .body())
          .contains("UP");
    }
  }

  private Path configuration(String greeting, String apiKey, Path keys, String password)
      throws IOException {
    return Files.writeString(
        folder.resolve("application.yml"),
        """
        notes:
          greeting: %s
          api-key: %s
        management.server.ssl:
          key-store: "file:%s"
          key-store-password: %s
        spring:
          config.import: "configtree:%s/"
          ssl.bundle.jks.unused.keystore:
            location: ${management.server.ssl.key-store}
            password: ${management.server.ssl.key-store-password}
        """
            .formatted(greeting, apiKey, keys, password, folder.resolve("secrets")));
  }

  private Path secretFile(String name, String secret) throws IOException {
    return Files.writeString(
        Files.createDirectories(folder.resolve("secrets")).resolve(name), secret);
  }

  private static int statusOfAdding(int port, String apiKey)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/notes"))
                .header("X-Api-Key", apiKey)
                .POST(BodyPublishers.ofString("secret"))
                .build(),
            BodyHandlers.discarding())
        .statusCode();
  }

  private Path keyStore(String name, String password) throws Exception {
    Path file = folder.resolve(name);
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=ip:127.0.0.1",
                "-storepass",
                password,
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(keytool.waitFor()).as(said).isZero();
    return file;
  }

  private static SSLContext trusting(Path keyStore, String password) throws Exception {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(KeyStore.getInstance(keyStore.toFile(), password.toCharArray()));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static String awaitAnswer(LaunchedServer server, int port, String path) throws Exception {
    Deadline limit = Deadline.after(LIMIT);
    AtomicReference<String> answer = new AtomicReference<>();
    boolean came =
        limit.await(
            () -> {
              try {
                answer.set(NotesApplicationIT.get(port, path));
              } catch (IOException notYet) {
                return !server.isAlive();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return true;
            });
    assertThat(came).as(server.log()).isTrue();
    return Objects.requireNonNull(answer.get(), server::log);
  }
}

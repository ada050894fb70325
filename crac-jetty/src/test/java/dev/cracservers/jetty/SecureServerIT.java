// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.core.Deadline;
import dev.cracservers.testkit.HttpConnection;
import dev.cracservers.testkit.SelfSignedKey;
import dev.cracservers.testkit.real.CracCommand;
import dev.cracservers.testkit.real.ImageSecrets;
import dev.cracservers.testkit.real.JavaHomes;
import dev.cracservers.testkit.real.LaunchedServer;
import dev.cracservers.testkit.real.RealCheckpoint;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** HTTPS, HTTP/2 and their keys in real images. */
@RealCheckpoint
@Timeout(240)
class SecureServerIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int CYCLES = 3;

  @TempDir Path folder;

  static Stream<Path> javaHomes() {
    return JavaHomes.byVersion().values().stream();
  }

  @BeforeEach
  void makeKeys() throws Exception {
    SelfSignedKey.create(folder.resolve("keys.p12"), "cycle-0");
    Files.writeString(folder.resolve("password"), SelfSignedKey.PASSWORD);
  }

  @ParameterizedTest
  @MethodSource("javaHomes")
  void servesTheSameWithAnotherPortAndCertificateAfterEachRestore(Path javaHome) throws Exception {
    int port = freePort();
    int served = 0;
    try (LaunchedServer server = start(javaHome, port, freePort(), "drop")) {
      for (int cycle = 1; cycle <= CYCLES; cycle++) {
        HttpResponse<String> response = getByHttp2(port);
        assertThat(response.version()).isEqualTo(Version.HTTP_2);
        assertThat(response.body()).isEqualTo("quick");
        useUnixSocket();
        try (HttpConnection slow = HttpConnection.over(connect(port))) {
          slow.send("/slow");
          awaitRead(port);
          writeTicketKey(port);
          checkpoint(server);
          assertThat(slow.receive().body()).isEqualTo("s");
        }
        assertThat(copies(server)).isEmpty();
        served += 4;
        SelfSignedKey.create(folder.resolve("keys.p12"), "cycle-" + cycle);
        port = freePort();
        server.restore("--set", "jetty.ssl.port=" + port);
        awaitAnswer(server, port);
        served++;

        try (SSLSocket client = connect(port)) {
          assertThat(SelfSignedKey.nameShownIn(client.getSession())).isEqualTo("CN=cycle-" + cycle);
        }
      }
      assertThat(Files.readAllLines(folder.resolve("requests.log")))
          .hasSizeGreaterThanOrEqualTo(served);
    }
  }

  @Test
  void aPasswordThatIsKeptIsFound() throws Exception {
    int port = freePort();
    try (LaunchedServer server =
        start(Path.of(System.getProperty("java.home")), port, freePort(), "keep")) {
      writeTicketKey(port);
      checkpoint(server);
      assertThat(copies(server)).isNotEmpty();
    }
  }

  private LaunchedServer start(Path javaHome, int port, int jmxPort, String secrets)
      throws Exception {
    LaunchedServer server = new LaunchedServer(folder.resolve("server"));
    server.start(
        javaHome,
        "-Xmx256m",
        "-Dsun.rmi.transport.connectionTimeout=100",
        "--add-opens",
        "java.base/sun.security.ssl=ALL-UNNAMED",
        "-cp",
        System.getProperty("java.class.path"),
        SecureServer.class.getName(),
        folder.toString(),
        Integer.toString(port),
        Integer.toString(jmxPort),
        secrets);
    awaitAnswer(server, port);
    return server;
  }

  private static void checkpoint(LaunchedServer server) throws Exception {
    CracCommand.Ended ended = server.checkpoint();
    assertThat(ended.status()).as(ended.output() + server.log()).isZero();
  }

  /** Of the private numbers of the key, the password, and the key of session tickets. */
  private List<Map<String, Integer>> copies(LaunchedServer server) throws Exception {
    byte[] ticketKey = Files.readAllBytes(folder.resolve("ticket-key"));
    assertThat(ticketKey).hasSizeGreaterThanOrEqualTo(16);
    return Stream.of(
            ImageSecrets.copies(
                server.image(), new SelfSignedKey(folder.resolve("keys.p12")).privateKey()),
            ImageSecrets.copies(server.image(), SelfSignedKey.PASSWORD),
            ImageSecrets.copies(server.image(), ticketKey))
        .filter(found -> !found.isEmpty())
        .toList();
  }

  /** There is one when a client has been given a ticket. */
  private static void writeTicketKey(int port) throws IOException {
    try (HttpConnection client = HttpConnection.over(connect(port))) {
      assertThat(client.get("/ticket-key").body()).isEqualTo("k");
    }
  }

  private static void awaitAnswer(LaunchedServer server, int port) throws Exception {
    boolean answered = Deadline.after(PATIENCE).await(() -> !server.isAlive() || isAnswering(port));
    assertThat(answered && server.isAlive()).as(server.log()).isTrue();
  }

  private static boolean isAnswering(int port) {
    try (HttpConnection connection = HttpConnection.over(connect(port))) {
      return connection.get("/quick").body().equals("quick");
    } catch (ConnectException notYet) {
      return false;
    } catch (IOException e) {
      throw new AssertionError("a connection was accepted, but not served", e);
    }
  }

  /**
   * Uses another connection, so that the server has certainly read what came before on the first.
   */
  private static void awaitRead(int port) throws IOException {
    try (HttpConnection after = HttpConnection.over(connect(port))) {
      assertThat(after.get("/quick").status()).isEqualTo(200);
    }
  }

  private static HttpResponse<String> getByHttp2(int port) throws Exception {
    HttpClient client =
        HttpClient.newBuilder()
            .version(Version.HTTP_2)
            .sslContext(SelfSignedKey.trustingAll())
            .build();
    return client.send(
        HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/quick")).build(),
        BodyHandlers.ofString());
  }

  private void useUnixSocket() throws IOException {
    try (HttpConnection client =
        HttpConnection.over(UnixSocket.connect(folder.resolve("server.sock")))) {
      assertThat(client.get("/quick").body()).isEqualTo("quick");
    }
  }

  private static SSLSocket connect(int port) throws IOException {
    return TestKeys.connect(SelfSignedKey.trustingAll(), port);
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }
}

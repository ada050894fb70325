// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.jettyhome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.samples.jettyserver.NotesClient;
import dev.cracservers.samples.jettyserver.NotesContract;
import dev.cracservers.testkit.real.CracCommand;
import dev.cracservers.testkit.real.LaunchedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotesHomeIT extends NotesContract {
  private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

  @TempDir static Path bases;
  private static JettyBase base;

  @BeforeAll
  static void makeBase() throws Exception {
    base = JettyBase.make(bases.resolve("base"));
  }

  @Override
  protected String[] arguments(int port) {
    return base.arguments(port);
  }

  /**
   * With what a Jetty home may have open: a JSP, sessions, logs, the ports for shutdown and JMX.
   */
  @Test
  void looksAfterTheOtherModulesOfAServer() throws Exception {
    JettyBase full =
        JettyBase.make(
            bases.resolve("full"), "ee10-jsp", "session-store-file", "shutdown", "jmx-remote");
    Path page =
        Files.createDirectories(full.folder().resolve("webapps/visits")).resolve("index.jsp");
    Files.writeString(
        page,
        "<%! int visits; %><% session.setAttribute(\"visits\", ++visits); %>"
            + "<%= session.getId() %> <%= session.getAttribute(\"visits\") %>");
    int port = freePort();
    int shutdownPort = freePort();
    int jmxPort = freePort();
    URI visits = URI.create("http://127.0.0.1:" + port + "/visits/");
    try (LaunchedServer server = server()) {
      server.start(
          JAVA_HOME,
          full.arguments(
              port,
              "jetty.crac.drainTimeout=1000",
              "jetty.crac.onDrainTimeout=FORCE",
              "jetty.requestlog.append=true",
              "jetty.deploy.scanInterval=1",
              "jetty.shutdown.port=" + shutdownPort,
              "jetty.shutdown.key=key",
              "jetty.jmxremote.rmiregistryport=" + jmxPort,
              "jetty.jmxremote.rmiserverport=" + jmxPort));
      NotesClient client = new NotesClient(port);
      client.awaitFirstAnswer(server::isAlive);
      List<String> ids = new ArrayList<>(List.of(visit(visits, 1)));
      CracCommand.Ended ended = server.checkpoint();
      assertThat(ended.status()).as(ended.output() + server.log()).isZero();
      assertNothingIsOpenIn(server.image());
      assertThat(Files.readAllLines(server.image().resolve("manifest")))
          .noneMatch(line -> line.startsWith("descriptor.") && line.contains(".request.log"));
      for (int restore = 1; restore <= 2; restore++) {
        int logged = full.requestLog().size();
        server.restore();
        client.awaitFirstAnswer(server::isAlive);
        ids.add(visit(visits, 2));
        new Socket(InetAddress.getLoopbackAddress(), jmxPort).close();
        if (restore == 1) {
          assertThat(server.terminate()).isEqualTo(143);
        } else {
          assertThat(askToStop(shutdownPort)).isEqualTo("Stopped");
        }
        assertThat(full.requestLog()).hasSizeGreaterThan(logged);
      }
      assertThat(ids).as("session ids").doesNotHaveDuplicates();
    }
  }

  @Test
  void servesAnotherCertificateAtAnotherPortAfterARestore() throws Exception {
    JettyBase secure = JettyBase.make(bases.resolve("secure"), "https");
    KeyStoreFile keys = new KeyStoreFile(secure.folder().resolve("etc/keystore.p12"));
    keys.create("first");
    int port = freePort();
    int securePort = freePort();
    int otherPort = freePort();
    try (LaunchedServer server = server()) {
      checkpointed(
          server,
          port,
          secure.arguments(
              port,
              "jetty.ssl.port=" + securePort,
              "jetty.sslContext.keyStorePassword=" + KeyStoreFile.PASSWORD));
      keys.create("second");
      server.restore("--set", "jetty.ssl.port=" + otherPort);
      new NotesClient(port).awaitFirstAnswer(server::isAlive);
      assertThat(KeyStoreFile.servedAt(otherPort)).isEqualTo("CN=second");
    }
  }

  @Test
  void saysWhatToDoWhenStartJarForks() throws Exception {
    int port = freePort();
    try (LaunchedServer server = server()) {
      server.start(JAVA_HOME, base.arguments(port, "--exec"));
      new NotesClient(port).awaitFirstAnswer(server::isAlive);
      assertThat(server.log()).contains("another JVM").contains("--dry-run");
    }
  }

  /** Visits without a cookie; returns the id of the new session. */
  private static String visit(URI page, int visits) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(page).build();
    String body = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body().strip();
    assertThat(body).endsWith(" " + visits);
    return body.substring(0, body.indexOf(' '));
  }

  private static String askToStop(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write("key\r\nstop\r\n".getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readAllBytes();
      return new String(answer, StandardCharsets.US_ASCII).strip();
    }
  }
}

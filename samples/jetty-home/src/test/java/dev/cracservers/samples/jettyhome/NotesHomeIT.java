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
  private static final List<String> ENVIRONMENTS = List.of("ee8", "ee9", "ee10", "ee11");
  private static final String[] MODULES = {
    "ee8-deploy,ee8-jsp,ee9-deploy,ee9-jsp,ee10-jsp,ee11-deploy,ee11-jsp",
    "ee10-websocket-jakarta",
    "session-store-file,session-cache-null",
    "shutdown",
    "jmx-remote",
    "console-capture"
  };

  /** Says the id of the session, and how often it was here. */
  private static final String VISITS =
      """
      <%
        Object before = session.getAttribute("visits");
        int visits = before == null ? 1 : (Integer) before + 1;
        session.setAttribute("visits", visits);
      %><%= session.getId() %> <%= visits %>""";

  /** A page has no other way to an endpoint of its own. */
  private static final String ECHO =
      """
      <%@ page session="false" import="jakarta.websocket.*,jakarta.websocket.server.*" %><%!
        public static final class Echo extends Endpoint {
          public void onOpen(Session session, EndpointConfig config) {
            session.addMessageHandler(
                String.class, (MessageHandler.Whole<String>)
                    text -> session.getAsyncRemote().sendText(text));
          }
        }
      %><%
        ((ServerContainer) application.getAttribute(ServerContainer.class.getName()))
            .upgradeHttpToWebSocket(
                request,
                response,
                ServerEndpointConfig.Builder.create(Echo.class, "/echo").build(),
                java.util.Map.of());
      %>""";

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
   * With what a Jetty home may have open: WebSockets, sessions, logs, the ports for shutdown and
   * JMX; and applications of each environment.
   */
  @Test
  void looksAfterTheOtherModulesOfAServer() throws Exception {
    JettyBase full = JettyBase.make(bases.resolve("full"), MODULES);
    for (String environment : ENVIRONMENTS) {
      full.deploy(environment, "index.jsp", VISITS);
    }
    full.deploy("ee10", "echo.jsp", ECHO);
    int port = freePort();
    int shutdownPort = freePort();
    int jmxPort = freePort();
    Visitor regular = new Visitor(port);
    try (LaunchedServer server = server();
        EchoClient echo = new EchoClient()) {
      server.start(
          JAVA_HOME,
          full.arguments(
              port,
              "jetty.crac.drainTimeout=5000",
              "jetty.requestlog.append=true",
              "jetty.console-capture.dir=" + full.folder().resolve("logs"),
              "jetty.console-capture.append=true",
              "jetty.deploy.scanInterval=1",
              "jetty.shutdown.port=" + shutdownPort,
              "jetty.shutdown.key=key",
              "jetty.jmxremote.rmiregistryport=" + jmxPort,
              "jetty.jmxremote.rmiserverport=" + jmxPort));
      NotesClient client = new NotesClient(port);
      client.awaitFirstAnswer(server::isAlive);
      List<String> ids = new ArrayList<>();
      for (String environment : ENVIRONMENTS) {
        ids.add(new Visitor(port).visit(environment));
      }
      regular.visit("ee10");
      echo.connect(port, "/ee10/echo.jsp");
      assertThat(echo.ask("before")).isEqualTo("before");
      try (Monitor monitor = new Monitor(jmxPort)) {
        assertThat(monitor.beans()).isPositive();
        CracCommand.Ended ended = server.checkpoint();
        assertThat(ended.status()).as(ended.output() + full.console()).isZero();
      }
      assertThat(echo.closeStatus()).isEqualTo(1012);
      assertNothingIsOpenIn(server.image());
      assertThat(Files.readAllLines(server.image().resolve("manifest")))
          .noneMatch(line -> line.startsWith("descriptor.") && line.contains(".request.log"));
      for (int restore = 1; restore <= 2; restore++) {
        int logged = full.requestLog().size();
        String said = full.console();
        server.restore();
        client.awaitFirstAnswer(server::isAlive);
        for (String environment : ENVIRONMENTS) {
          ids.add(new Visitor(port).visit(environment));
        }
        echo.connect(port, "/ee10/echo.jsp");
        assertThat(echo.ask("after")).isEqualTo("after");
        try (Monitor monitor = new Monitor(jmxPort)) {
          assertThat(monitor.beans()).isPositive();
        }
        if (restore == 1) {
          regular.visit("ee10");
          assertThat(regular.visits()).as("in the same session").isEqualTo(2);
          assertThat(server.terminate()).isEqualTo(143);
        } else {
          assertThat(askToStop(shutdownPort)).isEqualTo("Stopped");
        }
        assertThat(full.requestLog()).hasSizeGreaterThan(logged);
        assertThat(full.console()).startsWith(said).hasSizeGreaterThan(said.length());
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

  private static String askToStop(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write("key\r\nstop\r\n".getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readAllBytes();
      return new String(answer, StandardCharsets.US_ASCII).strip();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.CheckpointException;
import dev.cracservers.core.CheckpointReport;
import dev.cracservers.core.CheckpointSettings.OnDrainTimeout;
import dev.cracservers.core.Deadline;
import dev.cracservers.testkit.ClientConnection;
import dev.cracservers.testkit.DescriptorLedger;
import dev.cracservers.testkit.HttpConnection;
import dev.cracservers.testkit.SimulatedCheckpoint;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.management.remote.JMXServiceURL;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.jmx.ConnectorServer;
import org.eclipse.jetty.server.AsyncRequestLogWriter;
import org.eclipse.jetty.server.CustomRequestLog;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.ShutdownService;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Scanner;
import org.eclipse.jetty.util.component.LifeCycle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerCheckpointsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path folder;

  private final DescriptorLedger before = DescriptorLedger.now();
  private final List<CheckpointCoordinator> coordinators = new ArrayList<>();
  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server);
  private final ContextHandlerCollection contexts = new ContextHandlerCollection();

  @BeforeEach
  void configure() {
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    contexts.addHandler(new ContextHandler(new Greeting(), "/app"));
    server.setHandler(contexts);
    server.setTempDirectory(folder.toFile());
  }

  /** A coordinator that is left open would take part in the checkpoints of other tests. */
  @AfterEach
  void stop() throws Exception {
    coordinators.forEach(CheckpointCoordinator::close);
    server.stop();
  }

  private CheckpointCoordinator install(ServerCheckpoints checkpoints) {
    CheckpointCoordinator coordinator = checkpoints.install();
    coordinators.add(coordinator);
    return coordinator;
  }

  @Test
  void closesAndReopensWhateverTheServerHasOpenInEachCycle() throws Exception {
    Path log = folder.resolve("request.log");
    AsyncRequestLogWriter writer = new AsyncRequestLogWriter(log.toString());
    server.setRequestLog(new CustomRequestLog(writer, "%r"));
    int shutdownPort = freePort();
    server.addBean(new ShutdownService("127.0.0.1", shutdownPort, "key", false));
    int jmxPort = freePort();
    server.addBean(remoteJmx(jmxPort));
    Scanner scanner = new Scanner();
    scanner.setScanInterval(1);
    server.addBean(scanner);
    CheckpointCoordinator coordinator = install(new ServerCheckpoints(server));
    server.start();
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open()) {
      image.whileFrozen(
          () -> {
            assertThat(DescriptorLedger.now().minus(before).descriptors()).isEmpty();
            assertRefused(shutdownPort);
            assertRefused(jmxPort);
            assertThat(scanner.isStarted()).isFalse();
          });
      for (int cycle = 1; cycle <= 3; cycle++) {
        assertThat(get("/app/").body()).isEqualTo("hello");
        coordinator.checkpoint();
        assertThat(ask(shutdownPort, "status")).isEqualTo("OK");
        new Socket(InetAddress.getLoopbackAddress(), jmxPort).close();
        assertThat(scanner.isStarted()).isTrue();
      }
      assertThat(image.images()).isEqualTo(3);
    }
    assertThat(get("/app/").body()).isEqualTo("hello");
    assertThat(Deadline.after(PATIENCE).await(() -> lines(log).size() == 4))
        .as(lines(log).toString())
        .isTrue();
  }

  @Test
  void leavesStoppedWhatWasStopped() throws Exception {
    AsyncRequestLogWriter writer =
        new AsyncRequestLogWriter(folder.resolve("request.log").toString());
    server.setRequestLog(new CustomRequestLog(writer, "%r"));
    CheckpointCoordinator coordinator = install(new ServerCheckpoints(server));
    server.start();
    writer.stop();
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open()) {
      coordinator.checkpoint();
      assertThat(image.images()).isOne();
    }
    assertThat(writer.isStopped()).isTrue();
  }

  @Test
  void failsWhenTheShutdownPortIsTaken() throws Exception {
    int port = freePort();
    server.addBean(new ShutdownService("127.0.0.1", port, "key", false));
    CheckpointCoordinator coordinator = install(new ServerCheckpoints(server));
    server.start();
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ServerSocket thief = new ServerSocket()) {
      image.whileFrozen(
          () -> thief.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
      assertThatThrownBy(coordinator::checkpoint)
          .isInstanceOf(CheckpointException.class)
          .hasStackTraceContaining("shutdown service cannot listen on 127.0.0.1:" + port)
          .hasStackTraceContaining("jetty.shutdown.port");
    }
  }

  @Test
  void givesUpAfterTheTimeItIsGiven() throws Exception {
    ServerCheckpoints checkpoints = new ServerCheckpoints(server);
    checkpoints.setDrainTimeout(100);
    CheckpointCoordinator coordinator = install(checkpoints);
    server.start();
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        Socket client = halfSent()) {
      assertThat(client.isConnected()).isTrue();
      assertThatThrownBy(coordinator::checkpoint)
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("load is left after 100 ms");
      assertThat(image.images()).isZero();
    }
  }

  @Test
  void cutsWhatIsLeftIfToldSo() throws Exception {
    ServerCheckpoints checkpoints = new ServerCheckpoints(server);
    checkpoints.setDrainTimeout(100);
    checkpoints.setOnDrainTimeout(OnDrainTimeout.FORCE);
    CheckpointCoordinator coordinator = install(checkpoints);
    server.start();
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        Socket client = halfSent()) {
      CheckpointReport report = coordinator.checkpoint();
      assertThat(report.toJson()).contains("\"cut\":1");
      byte[] untilTheEnd = client.getInputStream().readAllBytes();
      assertThat(new String(untilTheEnd, StandardCharsets.US_ASCII)).doesNotContain("200 OK");
      assertThat(image.images()).isOne();
    }
  }

  @Test
  void givesContextsTheCoordinatorAndAFolderThatStays() throws Exception {
    CheckpointCoordinator coordinator = install(new ServerCheckpoints(server));
    server.start();
    ContextHandler deployed = new ContextHandler(new Greeting(), "/later/one");
    contexts.addHandler(deployed);
    deployed.start();
    File temporary = deployed.getTempDirectory();
    assertThat(deployed.getAttribute(CheckpointCoordinator.class.getName())).isSameAs(coordinator);
    assertThat(temporary).isDirectory().hasParent(folder.toFile());
    deployed.stop();
    assertThat(temporary).isDirectory();
    contexts.removeHandler(deployed);
    assertThat(deployed.getAttribute(CheckpointCoordinator.class.getName())).isNull();
  }

  @Test
  void leavesFoldersAloneThatEverybodyMayWriteTo() throws Exception {
    server.setTempDirectory(new File(System.getProperty("java.io.tmpdir")));
    install(new ServerCheckpoints(server));
    server.start();
    assertThat(contexts.getContainedBeans(ContextHandler.class))
        .singleElement()
        .extracting(ContextHandler::isTempDirectoryPersistent)
        .isEqualTo(false);
  }

  @Test
  void refusesAServerThatIsRunning() throws Exception {
    server.start();
    assertThatThrownBy(() -> new ServerCheckpoints(server).install())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("before it is started");
  }

  private ClientConnection.Reply get(String path) throws IOException {
    try (HttpConnection client =
        HttpConnection.over(
            new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort()))) {
      return client.get(path);
    }
  }

  /** Returns a client of which the server has half a request. */
  private Socket halfSent() throws Exception {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort());
    client.setSoTimeout((int) PATIENCE.toMillis());
    client.getOutputStream().write("GET /app/ HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
    assertThat(Deadline.after(PATIENCE).await(this::hasReceived)).isTrue();
    return client;
  }

  private boolean hasReceived() {
    return connector.getConnectedEndPoints().stream()
        .map(EndPoint::getConnection)
        .anyMatch(connection -> connection != null && connection.getBytesIn() > 0);
  }

  private static LifeCycle remoteJmx(int port) throws Exception {
    String path = "/jndi/rmi://127.0.0.1:" + port + "/jmxrmi";
    return new ConnectorServer(
        new JMXServiceURL("rmi", "127.0.0.1", port, path), "org.eclipse.jetty.jmx:name=test");
  }

  private static String ask(int port, String command) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      String request = "key\r\n" + command + "\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readAllBytes();
      return new String(answer, StandardCharsets.US_ASCII).strip();
    }
  }

  private static void assertRefused(int port) {
    assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
        .isInstanceOf(ConnectException.class);
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static final class Greeting extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      response.write(true, StandardCharsets.UTF_8.encode("hello"), callback);
      return true;
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cracservers.core.CheckpointException;
import dev.cracservers.core.CheckpointReport.Outcome;
import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.CheckpointSettings;
import dev.cracservers.core.Phase;
import dev.cracservers.jetty.JettyFixture.Waiting;
import dev.cracservers.testkit.ConnectorFixture;
import dev.cracservers.testkit.ConnectorRebindContract;
import dev.cracservers.testkit.Gate;
import dev.cracservers.testkit.Rehearsal;
import dev.cracservers.testkit.SimulatedCheckpoint.Result;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JettyRebindTest extends ConnectorRebindContract {
  private static final CheckpointSettings SETTINGS =
      CheckpointSettings.defaults().withDeadline(Phase.REBIND, Duration.ofMillis(500));

  @Override
  protected ConnectorFixture start(Gate gate) throws Exception {
    return JettyFixture.start(gate, 1, Waiting.NO_THREAD);
  }

  @Test
  void anEphemeralPortStaysConfiguredAsSuch() throws Exception {
    int port = connector().port();

    checkpoint(connector().resource());

    assertThat(jetty().getPort()).isZero();
    assertThat(jetty().getLocalPort()).isEqualTo(port);
  }

  @Test
  void itListensOnTheHostOfTheRestore() throws Exception {
    try (Rehearsal rehearsal = rehearse(connector().resource())) {
      rehearsal.image().withSetting("jetty.http.host", "127.0.0.2");
      rehearsal.checkpoint();
    }

    connect("127.0.0.2", connector().port()).close();
    assertThatExceptionOfType(ConnectException.class)
        .isThrownBy(() -> connect("127.0.0.1", connector().port()));
  }

  @Test
  void aProcessThatIsLeftRunningKeepsItsPortWhateverTheSettingsSay() throws Exception {
    int port = connector().port();
    System.setProperty("jetty.http.port", String.valueOf(freePort()));
    try (Rehearsal rehearsal = rehearse(connector().resource())) {
      rehearsal.image().withResult(Result.LEFT_RUNNING);
      rehearsal.checkpoint();
    } finally {
      System.clearProperty("jetty.http.port");
    }

    assertThat(connector().port()).isEqualTo(port);
    connector().use();
  }

  @Test
  void theApplicationCanSayWhereItListens() throws Exception {
    int other = freePort();
    JettyServerResource resource =
        JettyServerResource.builder(jetty())
            .port(context -> context.setting("server.port").map(Integer::valueOf))
            .host(context -> Optional.of("127.0.0.1"))
            .build();
    try (Rehearsal rehearsal = rehearse(resource)) {
      rehearsal.image().withSetting("server.port", String.valueOf(other));
      rehearsal.checkpoint();
    }

    assertThat(jetty().getLocalPort()).isEqualTo(other);
    assertThat(jetty().getHost()).isEqualTo("127.0.0.1");
  }

  @Test
  void connectorsWithNamesMoveByThem() throws Exception {
    Server server = new Server();
    ServerConnector main = add(server, null);
    ServerConnector admin = add(server, "admin");
    server.start();
    int mainPort = main.getLocalPort();
    int other = freePort();
    try (Rehearsal rehearsal = rehearse(JettyServerResource.of(server))) {
      rehearsal.image().withSetting("jetty.admin.port", String.valueOf(other));
      rehearsal.checkpoint();

      assertThat(main.getLocalPort()).isEqualTo(mainPort);
      assertThat(admin.getLocalPort()).isEqualTo(other);
    } finally {
      server.stop();
    }
  }

  @Test
  void aPortThatIsNoneIsAClearError() throws Exception {
    try (Rehearsal rehearsal = rehearse(connector().resource())) {
      rehearsal.image().withSetting("jetty.http.port", "80x");

      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(rehearsal::checkpoint)
          .withMessageContaining("jetty.http.port must be a port from 0 to 65535, but is '80x'");
    }
  }

  @Test
  void aPortThatIsTakenIsAnErrorThatNamesItsOwner() throws Exception {
    Process owner =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-cp",
                System.getProperty("java.class.path"),
                PortHolder.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader told =
            new BufferedReader(new InputStreamReader(owner.getInputStream(), UTF_8));
        Rehearsal rehearsal = rehearse(connector().resource())) {
      String port = told.readLine();
      rehearsal.image().withSetting("jetty.http.port", port);

      CheckpointException failed =
          catchThrowableOfType(CheckpointException.class, rehearsal::checkpoint);

      assertThat(failed.report().outcome()).isEqualTo(Outcome.RESTORE_FAILED);
      assertThat(failed)
          .hasMessageContaining("connector HTTP/1.1 could not bind 0.0.0.0:" + port)
          .hasMessageContaining("it is held by pid " + owner.pid() + " (")
          .hasMessageContaining("--set jetty.http.port=PORT");
      assertThat(failed.getSuppressed()[0]).isInstanceOf(BindException.class);
    } finally {
      owner.destroy();
      owner.waitFor();
    }
  }

  private static void checkpoint(CheckpointResource resource) throws Exception {
    try (Rehearsal rehearsal = rehearse(resource)) {
      rehearsal.checkpoint();
    }
  }

  private static Rehearsal rehearse(CheckpointResource resource) {
    return Rehearsal.of(resource, SETTINGS);
  }

  private ServerConnector jetty() {
    return ((JettyFixture) connector()).jettyConnector();
  }

  private static ServerConnector add(Server server, @Nullable String name) {
    ServerConnector connector = new ServerConnector(server);
    connector.setName(name);
    server.addConnector(connector);
    return connector;
  }

  private static Socket connect(String host, int port) throws Exception {
    return new Socket(host, port);
  }

  private static int freePort() throws Exception {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }
}

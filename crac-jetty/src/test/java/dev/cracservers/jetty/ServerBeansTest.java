// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.CheckpointSettings;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.RestoreContext;
import dev.cracservers.testkit.DescriptorLedger;
import dev.cracservers.testkit.Gate;
import dev.cracservers.testkit.HttpConnection;
import dev.cracservers.testkit.Moment;
import dev.cracservers.testkit.Rehearsal;
import dev.cracservers.testkit.TestAction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.server.CustomRequestLog;
import org.eclipse.jetty.server.RequestLogWriter;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.session.DefaultSessionIdManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a server has open beside its connectors, in three cycles each. */
@Timeout(60)
final class ServerBeansTest {
  private static final int CYCLES = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path folder;

  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server, 1, 1);
  private DescriptorLedger before;

  @BeforeEach
  void prepare() {
    before = DescriptorLedger.now();
    server.addConnector(connector);
    server.setHandler(JettyFixture.answers(new Gate()));
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  @Test
  void requestLogsAreClosedAndGoOnInTheSameFile() throws Exception {
    Path log = folder.resolve("requests.log");
    server.setRequestLog(new CustomRequestLog(new RequestLogWriter(log.toString()), "%U"));
    server.start();

    inEachCycle(JettyServerResource.of(server), this::get);

    boolean all = Deadline.after(PATIENCE).await(() -> lines(log) == 2 * CYCLES);
    assertThat(all).as("%s lines", lines(log)).isTrue();
    assertThat(folder).isDirectoryContaining(log::equals);
    assertThat(folder.toFile().list()).hasSize(1);
  }

  @Test
  void clientsThatAreBeansOfTheServerWorkAgain() throws Exception {
    HttpClient client = new HttpClient();
    server.addBean(client);
    server.start();

    inEachCycle(JettyServerResource.of(server), () -> getWith(client));
  }

  @Test
  void clientsOfTheirOwnWorkAgain() throws Exception {
    HttpClient client = new HttpClient();
    client.start();
    server.start();
    CheckpointResource both =
        new ServerAndClient(
            JettyServerResource.of(server), JettyClientResource.of("client", client));

    inEachCycle(both, () -> getWith(client));
    client.stop();
  }

  @Test
  void idsOfSessionsComeFromANewSource() throws Exception {
    DefaultSessionIdManager ids = new DefaultSessionIdManager(server);
    Random inTheImage = new Random(1);
    ids.setRandom(inTheImage);
    server.addBean(ids, true);
    server.start();
    try (Rehearsal rehearsal =
        Rehearsal.of(JettyServerResource.of(server), CheckpointSettings.defaults())) {
      rehearsal.checkpoint();
    }
    assertThat(ids.getRandom()).isNotSameAs(inTheImage);
  }

  private void inEachCycle(CheckpointResource resource, TestAction use) throws Exception {
    try (Rehearsal rehearsal = Rehearsal.of(resource, CheckpointSettings.defaults())) {
      rehearsal.at(Moment.CLOSE_RETURNED, this::assertNothingIsOpen);
      for (int cycle = 0; cycle < CYCLES; cycle++) {
        use.run();
        rehearsal.checkpoint();
        use.run();
      }
    }
  }

  private void assertNothingIsOpen() {
    assertThat(DescriptorLedger.now().minus(before).descriptors()).isEmpty();
  }

  private void get() throws Exception {
    try (HttpConnection client =
        HttpConnection.over(
            new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort()))) {
      assertThat(client.get("/quick").body()).isEqualTo("quick");
    }
  }

  private void getWith(HttpClient client) throws Exception {
    String url = "http://127.0.0.1:" + connector.getLocalPort() + "/quick";
    assertThat(client.GET(url).getContentAsString()).isEqualTo("quick");
  }

  private static long lines(Path file) {
    try {
      return Files.readAllLines(file).size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Two resources in the order in which a coordinator calls them. */
  private record ServerAndClient(CheckpointResource server, CheckpointResource client)
      implements CheckpointResource {
    @Override
    public String name() {
      return "both";
    }

    @Override
    public CompletionStage<?> drain(Deadline deadline) throws Exception {
      return server.drain(deadline);
    }

    @Override
    public void close(Deadline deadline) throws Exception {
      server.close(deadline);
      client.close(deadline);
    }

    @Override
    public void reopen(RestoreContext context) throws Exception {
      client.reopen(context);
      server.reopen(context);
    }

    @Override
    public void rebind(RestoreContext context) throws Exception {
      server.rebind(context);
    }
  }
}

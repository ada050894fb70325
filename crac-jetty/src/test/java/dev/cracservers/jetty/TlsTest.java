// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cracservers.core.CheckpointException;
import dev.cracservers.core.CheckpointReport.Outcome;
import dev.cracservers.core.CheckpointSettings;
import dev.cracservers.testkit.Gate;
import dev.cracservers.testkit.HttpConnection;
import dev.cracservers.testkit.Moment;
import dev.cracservers.testkit.Rehearsal;
import dev.cracservers.testkit.SelfSignedKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Keys and sessions of TLS from one restore to the next. */
@Timeout(60)
final class TlsTest {
  @TempDir static Path made;
  @TempDir Path folder;

  private final Server server = new Server();
  private Path keyStore;
  private SslContextFactory.Server factory;
  private ServerConnector connector;

  @BeforeAll
  static void makeKeys() throws Exception {
    SelfSignedKey.create(made.resolve("first"), "first");
    SelfSignedKey.create(made.resolve("second"), "second");
  }

  @BeforeEach
  void startServer() throws Exception {
    keyStore = Files.copy(made.resolve("first"), folder.resolve("keys.p12"));
    factory = TestKeys.factory(keyStore);
    connector = new ServerConnector(server, 1, 1, factory);
    server.addConnector(connector);
    server.setHandler(JettyFixture.answers(new Gate()));
    server.start();
  }

  @AfterEach
  void stopServer() throws Exception {
    server.stop();
  }

  @Test
  void theCertificateIsTheOneThatIsThereAtTheRestore() throws Exception {
    try (Rehearsal rehearsal = rehearse(JettyServerResource.of(server))) {
      for (String next : new String[] {"second", "first", "second"}) {
        rehearsal.at(Moment.FROZEN, () -> replaceKeyStore(next)).checkpoint();

        try (SSLSocket client = connect(SelfSignedKey.trustingAll())) {
          assertThat(SelfSignedKey.nameShownIn(client.getSession())).isEqualTo("CN=" + next);
        }
      }
    }
  }

  @Test
  void noKeyIsLoadedOnceCloseHasReturned() throws Exception {
    try (Rehearsal rehearsal = rehearse(JettyServerResource.of(server))) {
      for (int cycle = 0; cycle < 3; cycle++) {
        rehearsal.at(Moment.CLOSE_RETURNED, this::assertUnloaded).checkpoint();
        assertThat(factory.isStarted()).isTrue();
      }
    }
  }

  @Test
  void aFactoryThatSomebodyElseStartedIsUnloadedToo() throws Exception {
    Server other = new Server();
    SslContextFactory.Server shared = TestKeys.factory(keyStore);
    shared.start();
    ServerConnector its = new ServerConnector(other, 1, 1, shared);
    other.addConnector(its);
    other.start();
    its.stop();
    assertThat(shared.isStarted()).as("not stopped by the connector").isTrue();
    its.start();

    try (Rehearsal rehearsal = rehearse(JettyServerResource.of(its))) {
      for (int cycle = 0; cycle < 3; cycle++) {
        rehearsal
            .at(Moment.CLOSE_RETURNED, () -> assertThat(shared.isStopped()).isTrue())
            .checkpoint();
        TestKeys.connect(SelfSignedKey.trustingAll(), its.getLocalPort()).close();
      }
    }
    other.stop();
  }

  @Test
  void noSessionIsResumedAcrossARestore() throws Exception {
    SSLContext client = SelfSignedKey.trustingAll();
    long first = sessionTime(client);
    assertThat(sessionTime(client)).as("resumed before the checkpoint").isEqualTo(first);

    try (Rehearsal rehearsal = rehearse(JettyServerResource.of(server))) {
      rehearsal.checkpoint();
    }

    assertThat(sessionTime(client)).isGreaterThan(first);
  }

  @Test
  void thePasswordIsAskedForAfterTheRestoreAndNotKept() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    JettyServerResource resource =
        JettyServerResource.builder(server)
            .keyStorePassword(
                () -> {
                  asked.incrementAndGet();
                  return SelfSignedKey.PASSWORD;
                })
            .build();
    try (Rehearsal rehearsal = rehearse(resource)) {
      for (int cycle = 1; cycle <= 3; cycle++) {
        rehearsal
            .at(Moment.CLOSE_RETURNED, () -> assertThat(factory.getKeyStorePassword()).isNull())
            .checkpoint();

        assertThat(asked).hasValue(cycle);
        connect(SelfSignedKey.trustingAll()).close();
      }
    }
  }

  @Test
  void aWrongPasswordIsAClearError() throws Exception {
    JettyServerResource resource =
        JettyServerResource.builder(server).keyStorePassword(() -> "wrong").build();
    try (Rehearsal rehearsal = rehearse(resource)) {
      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(rehearsal::checkpoint)
          .withMessageContaining("the keys for TLS cannot be read from")
          .withMessageContaining("keys.p12");
    }
  }

  @Test
  void aKeyThatIsAnObjectPreventsTheCheckpoint() throws Exception {
    giveAsObject();
    try (Rehearsal rehearsal = rehearse(JettyServerResource.of(server))) {
      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(rehearsal::checkpoint)
          .withMessageContaining("set keyMaterial() of the resource")
          .matches(refused -> refused.report().outcome() == Outcome.REFUSED);
    }
    try (HttpConnection client = HttpConnection.over(connect(SelfSignedKey.trustingAll()))) {
      assertThat(client.get("/quick").body()).isEqualTo("quick");
    }
  }

  @Test
  void aKeyThatIsAnObjectCanBeHandedOverAgain() throws Exception {
    giveAsObject();
    JettyServerResource resource =
        JettyServerResource.builder(server)
            .keyMaterial(
                (again, context) -> {
                  again.setKeyStore(read(made.resolve("second")));
                  again.setKeyStorePassword(SelfSignedKey.PASSWORD);
                })
            .build();
    try (Rehearsal rehearsal = rehearse(resource)) {
      rehearsal
          .at(Moment.CLOSE_RETURNED, () -> assertThat(factory.getKeyStore()).isNull())
          .checkpoint();
    }
    try (SSLSocket client = connect(SelfSignedKey.trustingAll())) {
      assertThat(SelfSignedKey.nameShownIn(client.getSession())).isEqualTo("CN=second");
    }
  }

  private void assertUnloaded() {
    assertThat(factory.isStopped()).isTrue();
    assertThat(factory.getKeyStore()).isNull();
  }

  private void giveAsObject() throws Exception {
    connector.stop();
    factory.setKeyStore(read(keyStore));
    connector.start();
  }

  private static KeyStore read(Path file) {
    try {
      return new SelfSignedKey(file).keyStore();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void replaceKeyStore(String next) throws Exception {
    Files.write(keyStore, Files.readAllBytes(made.resolve(next)));
  }

  private long sessionTime(SSLContext client) throws Exception {
    try (SSLSocket socket = connect(client);
        HttpConnection connection = HttpConnection.over(socket)) {
      assertThat(connection.get("/quick").status()).isEqualTo(200);
      return socket.getSession().getCreationTime();
    }
  }

  private SSLSocket connect(SSLContext client) throws Exception {
    return TestKeys.connect(client, connector.getLocalPort());
  }

  private static Rehearsal rehearse(JettyServerResource resource) {
    return Rehearsal.of(resource, CheckpointSettings.defaults());
  }
}

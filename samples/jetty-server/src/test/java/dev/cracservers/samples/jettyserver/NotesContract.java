// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.jettyserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cracservers.samples.jettyserver.SlowCall.Outcome;
import dev.cracservers.testkit.real.CracCommand;
import dev.cracservers.testkit.real.JavaHomes;
import dev.cracservers.testkit.real.LaunchedServer;
import dev.cracservers.testkit.real.RealCheckpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold of the notes on real images, whatever server they run in. */
@RealCheckpoint
public abstract class NotesContract {
  @TempDir static Path databaseFolder;
  private static NotesDatabase database;

  @TempDir protected Path folder;

  @BeforeAll
  static void startDatabase() {
    database = NotesDatabase.start(databaseFolder);
  }

  @AfterAll
  static void stopDatabase() {
    database.close();
  }

  static Stream<Path> javaHomes() {
    return JavaHomes.byVersion().values().stream();
  }

  /** Returns the arguments of {@code java} that start the server at the port. */
  protected abstract String[] arguments(int port);

  @ParameterizedTest
  @MethodSource("javaHomes")
  void servesTheSameColdAndAfterThreeCyclesUnderLoad(Path javaHome) throws Exception {
    int port = freePort();
    NotesClient client = new NotesClient(port);
    try (LaunchedServer server = server();
        Load load = new Load(port, 4)) {
      server.start(javaHome, arguments(port));
      client.awaitFirstAnswer(server::isAlive);
      client.assertWorks();
      assertThat(client.visit()).isEqualTo(1);
      List<String> instances = new ArrayList<>(List.of(instance(client)));
      for (int cycle = 1; cycle <= 3; cycle++) {
        List<CompletableFuture<Outcome>> inFlight = callsInFlight(port, 5);
        CracCommand.Ended ended = server.checkpoint();
        assertThat(ended.status()).as(ended.output() + server.log()).isZero();
        assertThat(ended.output()).contains("DRAIN", "CLOSE", "image");
        assertThat(inFlight).allMatch(call -> call.join() == Outcome.ANSWERED);
        assertNothingIsOpenIn(server.image());
        assertThat(server.awaitEnd(Duration.ofSeconds(10))).isEqualTo(cycle == 1 ? 137 : 0);

        server.restore();
        client.awaitFirstAnswer(server::isAlive);
        client.assertWorks();
        assertThat(client.visit()).as("in the same session").isEqualTo(1 + cycle);
        assertThat(client.report().at("/report/outcome").asText()).isEqualTo("RESTORED");
        instances.add(instance(client));
      }
      assertThat(instances).doesNotHaveDuplicates();
      load.stop();
      assertThat(load.count(Outcome.LOST)).as(load.outcomes().toString()).isZero();
      assertThat(load.count(Outcome.ANSWERED)).isPositive();
      assertThat(server.terminate()).isEqualTo(143);
    }
  }

  @Test
  void comesBackWithThePortAndRoleOfTheRestore() throws Exception {
    int port = freePort();
    int otherPort = freePort();
    try (LaunchedServer server = server()) {
      checkpointed(server, port);
      server
          .with("DB_USER", "bob")
          .with("DB_PASSWORD", "bob")
          .restore("--set", "jetty.http.port=" + otherPort);
      NotesClient client = new NotesClient(otherPort);
      client.awaitFirstAnswer(server::isAlive);
      client.assertWorks();
      assertThat(client.role()).isEqualTo("bob");
      assertThat(new SlowCall(port, 0).run()).isEqualTo(Outcome.REFUSED);
      // What a server removes when it ends must not be missing at the next restore.
      assertThat(server.terminate()).isEqualTo(143);
      server.restore();
      new NotesClient(port).awaitFirstAnswer(server::isAlive);
    }
  }

  /** Returns a server that is not started yet, with the database of this class. */
  protected final LaunchedServer server() {
    return new LaunchedServer(folder)
        .with("DB_URL", database.url())
        .with("DB_USER", "alice")
        .with("DB_PASSWORD", "alice");
  }

  /** Starts the server, proves it, and takes an image of it. */
  protected final void checkpointed(LaunchedServer server, int port) throws Exception {
    checkpointed(server, port, arguments(port));
  }

  /** Starts the server with the arguments of {@code java}, proves it, and takes an image of it. */
  protected final void checkpointed(LaunchedServer server, int port, String... arguments)
      throws Exception {
    server.start(Path.of(System.getProperty("java.home")), arguments);
    NotesClient client = new NotesClient(port);
    client.awaitFirstAnswer(server::isAlive);
    client.assertWorks();
    assertThat(client.role()).isEqualTo("alice");
    CracCommand.Ended ended = server.checkpoint();
    assertThat(ended.status()).as(ended.output() + server.log()).isZero();
  }

  /** One socket is the JDK's own: the mark it puts in place of a descriptor that it closes. */
  protected static void assertNothingIsOpenIn(Path image) throws IOException {
    List<String> open =
        Files.readAllLines(image.resolve("manifest")).stream()
            .filter(line -> line.startsWith("descriptor."))
            .filter(line -> line.contains("socket:") || line.contains("anon_inode:"))
            .toList();
    assertThat(open).hasSizeLessThanOrEqualTo(1);
  }

  private static List<CompletableFuture<Outcome>> callsInFlight(int port, int count)
      throws InterruptedException {
    List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
    List<SlowCall> calls = Stream.generate(() -> new SlowCall(port, 1000)).limit(count).toList();
    for (SlowCall call : calls) {
      CompletableFuture<Outcome> outcome = new CompletableFuture<>();
      outcomes.add(outcome);
      new Thread(() -> outcome.complete(call.run()), "slow-call").start();
    }
    for (SlowCall call : calls) {
      call.awaitBegun();
    }
    return outcomes;
  }

  private static String instance(NotesClient client) throws Exception {
    JsonNode report = client.report();
    return report.get("instance").asText();
  }

  /** Returns a port of the loopback interface that nobody uses. */
  protected static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}

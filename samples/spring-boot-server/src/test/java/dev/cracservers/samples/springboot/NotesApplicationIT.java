// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cracservers.samples.jettyserver.Load;
import dev.cracservers.samples.jettyserver.NotesClient;
import dev.cracservers.samples.jettyserver.NotesDatabase;
import dev.cracservers.samples.jettyserver.SlowCall;
import dev.cracservers.samples.jettyserver.SlowCall.Outcome;
import dev.cracservers.testkit.real.CracCommand;
import dev.cracservers.testkit.real.JavaHomes;
import dev.cracservers.testkit.real.LaunchedServer;
import dev.cracservers.testkit.real.RealCheckpoint;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@RealCheckpoint
class NotesApplicationIT {
  private static final Path JAR = Path.of("target/spring-boot-server-boot.jar").toAbsolutePath();
  private static final int CYCLES = 5;
  private static final int CYCLES_ON_LATER_JAVA = 3;
  private static final int ENDED_BY_TERM = 143;

  @TempDir static Path databaseFolder;
  private static NotesDatabase database;

  @TempDir Path folder;

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

  @ParameterizedTest
  @MethodSource("javaHomes")
  void onJettyItServesTheSameColdAndAfterCyclesUnderLoad(Path javaHome) throws Exception {
    boolean oldest = javaHome.equals(javaHomes().findFirst().orElseThrow());
    servesTheSameColdAndRestored(
        javaHome, oldest ? CYCLES : CYCLES_ON_LATER_JAVA, false, "-jar", JAR.toString());
  }

  @Test
  void onTomcatWithHttp2Too() throws Exception {
    servesTheSameColdAndRestored(true, "jetty", "webflux", "reactor", "test-classes");
  }

  @Test
  void onReactorNettyToo() throws Exception {
    servesTheSameColdAndRestored(false, "jetty", "tomcat", "servlet", "webmvc");
  }

  private void servesTheSameColdAndRestored(boolean http2, String... left) throws Exception {
    List<String> words = Stream.concat(Stream.of("criu", "testkit"), Stream.of(left)).toList();
    String classPath =
        Stream.of(System.getProperty("surefire.test.class.path").split(File.pathSeparator, -1))
            .filter(entry -> words.stream().noneMatch(entry::contains))
            .collect(Collectors.joining(File.pathSeparator));
    servesTheSameColdAndRestored(
        Path.of(System.getProperty("java.home")),
        CYCLES,
        http2,
        "-cp",
        classPath,
        NotesApplication.class.getName());
  }

  private void servesTheSameColdAndRestored(
      Path javaHome, int cycles, boolean http2, String... command) throws Exception {
    int port = freePort();
    NotesClient client = new NotesClient(port);
    try (LaunchedServer server = server(port, database);
        Load load = new Load(port, 4)) {
      server
          .with("SERVER_HTTP2_ENABLED", Boolean.toString(http2))
          .with("SPRING_DATASOURCE_USERNAME", "alice")
          .with("SPRING_DATASOURCE_PASSWORD", "alice")
          .start(javaHome, command);
      client.awaitFirstAnswer(server::isAlive);
      client.assertWorks();
      List<String> instances = new ArrayList<>(List.of(instance(client)));
      for (int cycle = 1; cycle <= cycles; cycle++) {
        SlowStreams streams = SlowStreams.begin(port, http2 ? 2 : 0);
        List<CompletableFuture<Outcome>> inFlight = callsInFlight(port, 5);
        CracCommand.Ended ended = server.checkpoint();
        assertThat(ended.status()).as(ended.output() + server.log()).isZero();
        assertThat(inFlight).allMatch(call -> call.join() == Outcome.ANSWERED);
        streams.assertAnswered();

        server.restore();
        client.awaitFirstAnswer(server::isAlive);
        client.assertWorks();
        assertThat(client.report().at("/report/outcome").asText()).isEqualTo("RESTORED");
        assertThat(get(port, "/actuator/health/readiness")).contains("UP");
        instances.add(instance(client));
      }
      assertThat(instances).doesNotHaveDuplicates();
      load.stop();
      assertThat(load.count(Outcome.LOST)).as(load.outcomes().toString()).isZero();
      assertThat(load.count(Outcome.ANSWERED)).isPositive();

      SlowStreams streams = SlowStreams.begin(port, http2 ? 2 : 0);
      List<CompletableFuture<Outcome>> inFlight = callsInFlight(port, 3);
      assertThat(server.terminate()).isEqualTo(ENDED_BY_TERM);
      assertThat(inFlight).allMatch(call -> call.join() == Outcome.ANSWERED);
      streams.assertAnswered();
    }
  }

  private LaunchedServer server(int port, NotesDatabase usedDatabase) {
    return new LaunchedServer(folder.resolve("server"))
        .with("SERVER_PORT", Integer.toString(port))
        .with("SPRING_DATASOURCE_URL", usedDatabase.url());
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

  static String get(int port, String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
        .body();
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}

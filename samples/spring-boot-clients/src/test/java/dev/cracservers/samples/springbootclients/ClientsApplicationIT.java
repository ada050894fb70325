// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.springbootclients;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.cracservers.core.Deadline;
import dev.cracservers.testkit.real.CracCommand;
import dev.cracservers.testkit.real.LaunchedServer;
import dev.cracservers.testkit.real.RealCheckpoint;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RealCheckpoint
class ClientsApplicationIT {
  private static final Path JAR = Path.of("target/spring-boot-clients-boot.jar").toAbsolutePath();
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int ENDED_BY_TERM = 143;

  @TempDir static Path folder;
  private static final List<AutoCloseable> servers = new ArrayList<>();
  private static RedisServer redis;
  private static RedisServer otherRedis;
  private static RabbitServer rabbit;
  private static int kafkaPort;
  private static int otherKafkaPort;
  private static EmbeddedPostgres postgres;
  private static HttpServer http;

  @BeforeAll
  static void startServers() throws Exception {
    redis = closed(RedisServer.start(folder.resolve("redis"), "one"));
    otherRedis = closed(RedisServer.start(folder.resolve("other-redis"), "other"));
    rabbit = closed(RabbitServer.start(folder.resolve("rabbit")));
    kafkaPort = Ports.free();
    otherKafkaPort = Ports.free();
    closed(KafkaBroker.start(folder.resolve("kafka"), kafkaPort, otherKafkaPort));
    postgres =
        closed(
            EmbeddedPostgres.builder()
                .setPGStartupWait(PATIENCE)
                .setOverrideWorkingDirectory(folder.resolve("binaries").toFile())
                .setDataDirectory(folder.resolve("postgres"))
                .setCleanDataDirectory(true)
                .start());
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    servers.add(() -> http.stop(0));
    http.createContext(
        "/page",
        exchange -> {
          byte[] page = "a page".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    http.start();
  }

  private static <T extends AutoCloseable> T closed(T server) {
    servers.add(0, server);
    return server;
  }

  @AfterAll
  static void stopServers() throws Exception {
    for (AutoCloseable each : servers) {
      each.close();
    }
  }

  @Test
  void everyClientComesBackAndFollowsItsServer() throws Exception {
    int port = Ports.free();
    Path log = folder.resolve("application.log");
    Visitor visitor = new Visitor(port);
    try (LaunchedServer server =
        new LaunchedServer(folder.resolve("application"))
            .with("SERVER_PORT", Integer.toString(port))
            .with("LOGGING_FILE_NAME", log.toString())
            .with("SPRING_DATA_REDIS_HOST", "127.0.0.1")
            .with("SPRING_DATA_REDIS_PORT", Integer.toString(redis.port()))
            .with("SPRING_DATA_REDIS_PASSWORD", redis.password())
            .with("SPRING_KAFKA_BOOTSTRAPSERVERS", "127.0.0.1:" + kafkaPort)
            .with("SPRING_RABBITMQ_HOST", "127.0.0.1")
            .with("SPRING_RABBITMQ_PORT", Integer.toString(rabbit.port()))
            .with("SPRING_R2DBC_URL", databaseUrl("postgres"))
            .with("SPRING_R2DBC_USERNAME", "postgres")
            .with("CLIENTS_PAGE", "http://127.0.0.1:" + http.getAddress().getPort() + "/page"); ) {
      server.start(Path.of(System.getProperty("java.home")), "-jar", JAR.toString());
      assertThat(visitor.awaitAnswer(server::isAlive)).as(server.log()).isTrue();
      // The application makes the queue, and RabbitMQ drops what comes before.
      useAll(visitor, "cold", "postgres");
      try (Numbers numbers = new Numbers(kafkaPort, rabbit.port())) {
        for (String cycle : List.of("first", "moved", "third")) {
          boolean moved = cycle.equals("moved");
          CracCommand.Ended ended = server.checkpoint();
          assertThat(ended.status()).as(ended.output() + server.log()).isZero();
          Files.move(log, folder.resolve(cycle + ".log"));
          server.restore(servers(cycle));
          assertThat(visitor.awaitAnswer(server::isAlive)).as(server.log()).isTrue();
          useAll(visitor, cycle, moved ? "template1" : "postgres");
          assertThat(Ports.reachedBy(server.pid(), ports(!moved))).as("left behind").isEmpty();
          assertThat(Ports.reachedBy(server.pid(), ports(moved))).isEqualTo(ports(moved));
        }
        List<String> sent = numbers.stop();
        assertThat(received(visitor, "/kafka", sent.size())).containsExactlyElementsOf(sent);
        assertThat(received(visitor, "/rabbit", sent.size()))
            .containsExactlyInAnyOrderElementsOf(sent);
        assertThat(logged()).containsExactlyElementsOf(sent);
      }
      assertThat(server.terminate()).isEqualTo(ENDED_BY_TERM);
    }
  }

  private static void useAll(Visitor visitor, String words, String database) throws Exception {
    for (String client : List.of("/lettuce/", "/jedis/")) {
      visitor.put(client + "words", words);
      assertThat(visitor.get(client + "words")).isEqualTo(words);
    }
    for (String broker : List.of("/kafka", "/rabbit")) {
      visitor.post(broker, words);
      assertThat(awaitMessages(visitor, broker, messages -> messages.contains(words)))
          .as(broker)
          .contains(words);
    }
    assertThat(visitor.get("/database")).isEqualTo(database);
    assertThat(visitor.get("/page")).isEqualTo("a page");
  }

  /** Names no servers at first, then others, and then those of the start. */
  private static String[] servers(String cycle) {
    if (cycle.equals("first")) {
      return new String[0];
    }
    boolean moved = cycle.equals("moved");
    RedisServer ofCycle = moved ? otherRedis : redis;
    return Stream.of(
            "spring.data.redis.port=" + ofCycle.port(),
            "spring.data.redis.password=" + ofCycle.password(),
            "spring.kafka.bootstrap-servers=127.0.0.1:" + (moved ? otherKafkaPort : kafkaPort),
            "spring.rabbitmq.port=" + (moved ? rabbit.otherPort() : rabbit.port()),
            "spring.r2dbc.url=" + databaseUrl(moved ? "template1" : "postgres"))
        .flatMap(each -> Stream.of("--set", each))
        .toArray(String[]::new);
  }

  private static Set<Integer> ports(boolean moved) {
    return moved
        ? Set.of(otherRedis.port(), otherKafkaPort, rabbit.otherPort())
        : Set.of(redis.port(), kafkaPort, rabbit.port());
  }

  private static String databaseUrl(String database) {
    return "r2dbc:postgresql://127.0.0.1:" + postgres.getPort() + "/" + database;
  }

  /** Returns the numbers that have come, once there are that many. */
  private static List<String> received(Visitor visitor, String broker, int count)
      throws InterruptedException {
    return awaitMessages(visitor, broker, messages -> numbers(messages).size() >= count).stream()
        .filter(ClientsApplicationIT::isNumber)
        .toList();
  }

  private static List<String> awaitMessages(
      Visitor visitor, String broker, Predicate<List<String>> enough) throws InterruptedException {
    AtomicReference<List<String>> messages = new AtomicReference<>(List.of());
    boolean unused =
        Deadline.after(PATIENCE)
            .await(
                () -> {
                  try {
                    messages.set(visitor.get(broker).lines().toList());
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                  return enough.test(Objects.requireNonNull(messages.get()));
                });
    return Objects.requireNonNull(messages.get());
  }

  private static List<String> numbers(List<String> messages) {
    return messages.stream().filter(ClientsApplicationIT::isNumber).toList();
  }

  private static boolean isNumber(String message) {
    return Character.isDigit(message.charAt(0));
  }

  /** Returns the numbers in all log files. */
  private static List<String> logged() throws IOException {
    List<String> lines = new ArrayList<>();
    for (String file : List.of("first", "moved", "third", "application")) {
      lines.addAll(Files.readAllLines(folder.resolve(file + ".log")));
    }
    return numbers(
        lines.stream()
            .filter(line -> line.contains(" received "))
            .map(line -> line.substring(line.lastIndexOf(' ') + 1))
            .toList());
  }
}

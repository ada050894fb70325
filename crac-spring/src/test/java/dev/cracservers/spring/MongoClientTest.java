// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.internal.MongoClientImpl;
import com.mongodb.connection.TransportSettings;
import com.mongodb.internal.session.ServerSessionPool;
import com.mongodb.session.ServerSession;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.CheckpointException;
import dev.cracservers.core.CheckpointReport;
import dev.cracservers.core.CheckpointReport.Outcome;
import dev.cracservers.testkit.DescriptorLedger;
import dev.cracservers.testkit.SimulatedCheckpoint;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import reactor.core.publisher.Mono;

class MongoClientTest {
  private static final String URI = "spring.mongodb.uri";
  private static final List<EventLoopGroup> LOOPS = new CopyOnWriteArrayList<>();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private volatile CountDownLatch slow = new CountDownLatch(0);
  private final CountDownLatch asked = new CountDownLatch(1);
  private Map<String, MongoServer> servers = Map.of();

  @BeforeEach
  void startServers() {
    servers = Map.of("one", server("one"), "two", server("two"));
  }

  @AfterEach
  void stopServers() {
    slow.countDown();
    servers.values().forEach(MongoServer::shutdownNow);
    for (EventLoopGroup group : LOOPS) {
      Future<?> unused = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
    LOOPS.clear();
  }

  @Test
  void isClosedAndGoesOnWithTodaysServer() throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open()) {
      try (ConfigurableApplicationContext context = start()) {
        MongoClient client = context.getBean(MongoClient.class);
        MongoCollection<Document> names = names(client);
        com.mongodb.reactivestreams.client.MongoCollection<Document> reactive =
            names(context.getBean(com.mongodb.reactivestreams.client.MongoClient.class));
        assertThat(name(names)).isEqualTo("one");
        assertThat(name(reactive).block(PATIENCE)).isEqualTo("one");
        AtomicReference<List<CompletableFuture<String>>> meanwhile =
            new AtomicReference<>(List.of());
        image.whileFrozen(
            () -> {
              assertThat(sockets()).isEmpty();
              assertThat(LOOPS).allMatch(EventLoopGroup::isTerminated);
              assertThat(Thread.getAllStackTraces().keySet())
                  .extracting(Thread::getName)
                  .noneMatch(name -> name.startsWith("cluster-"));
              meanwhile.set(
                  List.of(
                      CompletableFuture.supplyAsync(() -> name(names)), name(reactive).toFuture()));
            });
        for (String today : new String[] {"two", "two", "one"}) {
          image.withSetting(URI, uri(today));
          CheckpointReport report = context.getBean(CheckpointCoordinator.class).checkpoint();
          assertThat(report.outcome()).isEqualTo(Outcome.RESTORED);
          assertThat(report.count("closed")).isEqualTo(2);
          for (CompletableFuture<String> each : Objects.requireNonNull(meanwhile.get())) {
            assertThat(each.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("asked for while it was closed")
                .isEqualTo(today);
          }
          assertThat(name(names)).isEqualTo(today);
          assertThat(name(reactive).block(PATIENCE)).isEqualTo(today);
          assertThat(context.getBean(MongoClient.class)).isSameAs(client);
        }
        assertThat(image.images()).isEqualTo(3);
      }
      assertThat(Wait.until(() -> sockets().isEmpty())).isTrue();
    }
  }

  @Test
  void anOperationUnderWayIsWaitedForOrRefusesTheCheckpoint() throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context = start("--crac.deadline.close=300ms")) {
      MongoCollection<Document> names = names(context.getBean(MongoClient.class));
      assertThat(name(names)).isEqualTo("one");
      slow = new CountDownLatch(1);
      CompletableFuture<String> underWay = CompletableFuture.supplyAsync(() -> name(names));
      assertThat(asked.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      CheckpointCoordinator coordinator = context.getBean(CheckpointCoordinator.class);
      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(coordinator::checkpoint)
          .withMessageContaining("operations under way: 1");
      assertThat(image.images()).isZero();
      slow.countDown();
      assertThat(underWay.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("one");
      assertThat(coordinator.checkpoint().outcome()).isEqualTo(Outcome.RESTORED);
      assertThat(name(names)).isEqualTo("one");
    }
  }

  @Test
  void sessionsAreWaitedForAndNotShared() throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context = start("--crac.deadline.close=300ms")) {
      ServerSessionPool pool =
          ((MongoClientImpl) context.getBean(MongoClient.class)).getServerSessionPool();
      ServerSession session = pool.get();
      CheckpointCoordinator coordinator = context.getBean(CheckpointCoordinator.class);
      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(coordinator::checkpoint)
          .withMessageContaining("sessions and cursors open: 1");
      pool.release(session);
      assertThat(pool.get()).as("kept for later").isSameAs(session);
      pool.release(session);
      coordinator.checkpoint();
      assertThat(pool.get()).as("after the image").isNotSameAs(session);
      assertThat(image.images()).isEqualTo(1);
    }
  }

  @Test
  void aServerThatIsAwayFailsTheRestore() throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context = start("--crac.deadline.reopen=500ms")) {
      String uri = uri("two");
      image.withSetting(URI, uri);
      Objects.requireNonNull(servers.get("two")).shutdownNow();
      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(context.getBean(CheckpointCoordinator.class)::checkpoint)
          .withMessageContaining("MongoDB client mongo got no answer from [127.0.0.1:")
          .withMessageContaining("Connection refused");
    }
  }

  private ConfigurableApplicationContext start(String... arguments) {
    return new SpringApplicationBuilder(Application.class)
        .web(WebApplicationType.NONE)
        .properties(URI + "=" + uri("one"))
        .run(arguments);
  }

  private MongoServer server(String name) {
    MongoServer server =
        new MongoServer(
            new MemoryBackend() {
              @Override
              public de.bwaldvogel.mongo.bson.Document handleCommand(
                  Channel channel,
                  String database,
                  String command,
                  de.bwaldvogel.mongo.bson.Document query) {
                return asNewer(super.handleCommand(channel, database, command, query));
              }

              @Override
              public de.bwaldvogel.mongo.bson.Document handleMessage(MongoMessage message) {
                if (message.getDocument().containsKey("find")) {
                  await();
                }
                return asNewer(super.handleMessage(message));
              }
            });
    server.bind("127.0.0.1", 0);
    try (MongoClient client = MongoClients.create(uri(server))) {
      names(client).insertOne(new Document("name", name));
    }
    return server;
  }

  /** The driver wants a server of version 4.2 at least, and one with sessions. */
  private static de.bwaldvogel.mongo.bson.Document asNewer(
      de.bwaldvogel.mongo.bson.Document answer) {
    if (answer.containsKey("maxWireVersion")) {
      answer.append("maxWireVersion", 8).append("logicalSessionTimeoutMinutes", 30);
    }
    return answer;
  }

  private void await() {
    CountDownLatch now = slow;
    try {
      if (now.getCount() > 0) {
        asked.countDown();
        now.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String uri(String name) {
    return uri(Objects.requireNonNull(servers.get(name)));
  }

  private static String uri(MongoServer server) {
    InetSocketAddress address = server.getLocalAddress();
    return "mongodb://127.0.0.1:" + address.getPort();
  }

  private List<String> sockets() {
    List<Integer> ports =
        servers.values().stream().map(each -> each.getLocalAddress().getPort()).toList();
    return DescriptorLedger.now().descriptors().stream()
        .filter(each -> ports.contains(each.remotePort()))
        .map(Object::toString)
        .toList();
  }

  private static MongoCollection<Document> names(MongoClient client) {
    return client.getDatabase("test").getCollection("names");
  }

  private static com.mongodb.reactivestreams.client.MongoCollection<Document> names(
      com.mongodb.reactivestreams.client.MongoClient client) {
    return client.getDatabase("test").getCollection("names");
  }

  private static String name(MongoCollection<Document> names) {
    return Objects.requireNonNull(names.find().first()).getString("name");
  }

  private static Mono<String> name(
      com.mongodb.reactivestreams.client.MongoCollection<Document> names) {
    return Mono.from(names.find().first()).map(found -> found.getString("name"));
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {
    @Bean
    MongoClient mongo(Environment environment) {
      return MongoClients.create(environment.getRequiredProperty(URI));
    }

    /** As Spring Boot makes it: with event loops of its own. */
    @Bean
    com.mongodb.reactivestreams.client.MongoClient reactiveMongo(Environment environment) {
      EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
      LOOPS.add(group);
      return com.mongodb.reactivestreams.client.MongoClients.create(
          MongoClientSettings.builder()
              .applyConnectionString(new ConnectionString(environment.getRequiredProperty(URI)))
              .transportSettings(TransportSettings.nettyBuilder().eventLoopGroup(group).build())
              .build());
    }
  }
}

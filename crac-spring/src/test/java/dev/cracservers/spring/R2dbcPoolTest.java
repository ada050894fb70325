// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.CheckpointException;
import dev.cracservers.core.CheckpointReport;
import dev.cracservers.core.CheckpointReport.Outcome;
import dev.cracservers.testkit.DescriptorLedger;
import dev.cracservers.testkit.SimulatedCheckpoint;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import reactor.core.publisher.Mono;

class R2dbcPoolTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir static Path folder;
  private static EmbeddedPostgres postgres;

  @BeforeAll
  static void startDatabase() throws IOException {
    postgres =
        EmbeddedPostgres.builder()
            .setPGStartupWait(Duration.ofMinutes(1))
            .setOverrideWorkingDirectory(folder.resolve("binaries").toFile())
            .setDataDirectory(folder.resolve("data"))
            .setCleanDataDirectory(true)
            .start();
  }

  @AfterAll
  static void stopDatabase() throws IOException {
    postgres.close();
  }

  @Test
  void isClosedAndMadeAnewWithTodaysConfiguration() throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context = start()) {
      ConnectionFactory pool = context.getBean(ConnectionFactory.class);
      assertThat(database(pool).block(PATIENCE)).isEqualTo("postgres");
      AtomicReference<CompletableFuture<String>> asked = new AtomicReference<>();
      image.whileFrozen(
          () -> {
            assertThat(connections()).isZero();
            asked.set(database(pool).toFuture());
          });
      for (String today : new String[] {"template1", "postgres"}) {
        image.withSetting("spring.r2dbc.url", url(today));
        CheckpointReport report = context.getBean(CheckpointCoordinator.class).checkpoint();
        assertThat(report.outcome()).isEqualTo(Outcome.RESTORED);
        assertThat(report.count("closed")).isPositive();
        assertThat(Objects.requireNonNull(asked.get()).get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
            .as("asked for while it was closed")
            .isEqualTo(today);
        assertThat(context.getBean(ConnectionFactory.class)).isSameAs(pool);
      }
      assertThat(image.images()).isEqualTo(2);
    }
    assertThat(Wait.until(() -> connections() == 0)).isTrue();
  }

  @Test
  void aBorrowedConnectionRefusesTheCheckpointAndGoesOn() throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context = start("--crac.deadline.close=300ms")) {
      ConnectionFactory pool = context.getBean(ConnectionFactory.class);
      Connection borrowed = Objects.requireNonNull(Mono.from(pool.create()).block(PATIENCE));
      CheckpointCoordinator coordinator = context.getBean(CheckpointCoordinator.class);
      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(coordinator::checkpoint)
          .withMessageContaining("connections still borrowed: 1");
      assertThat(image.images()).isZero();
      assertThat(database(borrowed).block(PATIENCE)).isEqualTo("postgres");
      Mono.from(borrowed.close()).block(PATIENCE);
      assertThat(coordinator.checkpoint().outcome()).isEqualTo(Outcome.RESTORED);
    }
  }

  @Test
  void aDatabaseThatDoesNotLetItInFailsTheRestore() throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context = start("--crac.deadline.reopen=1s")) {
      image.withSetting("spring.r2dbc.url", url("missing"));
      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(context.getBean(CheckpointCoordinator.class)::checkpoint)
          .withMessageContaining("pool connectionFactory got no connection in")
          .withMessageContaining("\"missing\" does not exist");
    }
  }

  private static ConfigurableApplicationContext start(String... arguments) {
    return new SpringApplicationBuilder(Application.class)
        .web(WebApplicationType.NONE)
        .properties("spring.r2dbc.url=" + url("postgres"))
        .run(arguments);
  }

  private static String url(String database) {
    return "r2dbc:postgresql://localhost:" + postgres.getPort() + "/" + database;
  }

  private static long connections() {
    return DescriptorLedger.now().descriptors().stream()
        .filter(each -> each.remotePort() == postgres.getPort())
        .count();
  }

  private static Mono<String> database(ConnectionFactory pool) {
    return Mono.usingWhen(pool.create(), R2dbcPoolTest::database, Connection::close);
  }

  private static Mono<String> database(Connection connection) {
    return Mono.from(connection.createStatement("SELECT current_database()").execute())
        .flatMap(result -> Mono.from(result.map(row -> row.get(0, String.class))));
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {

    /** As Spring Boot makes it. */
    @Bean(destroyMethod = "dispose")
    ConnectionPool connectionFactory(Environment environment) {
      String url = environment.getRequiredProperty("spring.r2dbc.url");
      return new ConnectionPool(
          ConnectionPoolConfiguration.builder(
                  ConnectionFactories.get(
                      ConnectionFactoryOptions.parse(url)
                          .mutate()
                          .option(ConnectionFactoryOptions.USER, "postgres")
                          .build()))
              .build());
    }
  }
}

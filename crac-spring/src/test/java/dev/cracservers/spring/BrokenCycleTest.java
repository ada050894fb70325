// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.CheckpointException;
import dev.cracservers.core.CheckpointReport.Outcome;
import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.RestoreContext;
import dev.cracservers.testkit.SimulatedCheckpoint;
import dev.cracservers.testkit.SimulatedCheckpoint.Result;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A cycle after one that did not bring everything back brings back what that one left behind. */
@Timeout(180)
class BrokenCycleTest {

  @Test
  void readinessComesBackAfterAnUndoThatFailed() throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context = WebKind.JETTY.start(Application.class)) {
      Breaking breaking = new Breaking();
      context.getBean(CheckpointCoordinator.class).register(breaking);
      breaking.broken = true;
      image.withResult(Result.FAILED);
      assertBroken(context, Outcome.UNDO_FAILED);
      assertThat(readiness(context)).isEqualTo(ReadinessState.REFUSING_TRAFFIC);

      breaking.broken = false;
      image.withResult(Result.RESTORED);
      assertServes(context);
    }
  }

  @Test
  void aBeanOfSpringThatCouldNotStartIsStartedByTheNextCycle() throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context = WebKind.JETTY.start(Application.class)) {
      Consumer consumer = context.getBean(Consumer.class);
      consumer.broken = true;
      assertBroken(context, Outcome.RESTORE_FAILED);
      assertThat(consumer.isRunning()).isFalse();

      consumer.broken = false;
      assertServes(context);
      assertThat(consumer.isRunning()).isTrue();
      assertThat(image.images()).isEqualTo(2);
      assertServes(context);
      assertThat(consumer.isRunning()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aServerThatCouldNotBindListensAfterTheNextCycle(WebKind kind) throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context =
            kind.start(Application.class, "crac.deadline.rebind=500ms")) {
      int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
      AtomicReference<ServerSocket> other = new AtomicReference<>();
      image.whileFrozen(() -> other.set(new ServerSocket(port, 1, loopback())));
      assertBroken(context, Outcome.RESTORE_FAILED);
      try (ServerSocket taken = Objects.requireNonNull(other.get())) {
        assertThat(taken.isBound()).isTrue();
      }

      image.whileFrozen(() -> {});
      assertServes(context);
      assertServes(context);
    }
  }

  private static void assertBroken(ConfigurableApplicationContext context, Outcome outcome) {
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(context.getBean(CheckpointCoordinator.class)::checkpoint)
        .satisfies(failed -> assertThat(failed.report().outcome()).isEqualTo(outcome));
  }

  /** Takes a checkpoint and asks the server. */
  private static void assertServes(ConfigurableApplicationContext context) throws Exception {
    assertThat(context.getBean(CheckpointCoordinator.class).checkpoint().outcome())
        .isEqualTo(Outcome.RESTORED);
    assertThat(readiness(context)).isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
    String port = context.getEnvironment().getRequiredProperty("local.server.port");
    HttpResponse<Void> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/")).build(),
                HttpResponse.BodyHandlers.discarding());
    assertThat(response.statusCode()).isEqualTo(404);
  }

  private static ReadinessState readiness(ConfigurableApplicationContext context) {
    return context.getBean(ApplicationAvailability.class).getReadinessState();
  }

  private static InetAddress loopback() {
    return InetAddress.getLoopbackAddress();
  }

  private static final class Breaking implements CheckpointResource {
    private volatile boolean broken;

    @Override
    public String name() {
      return "breaking";
    }

    @Override
    public void reopen(RestoreContext context) {
      if (broken) {
        throw new IllegalStateException("it is broken");
      }
    }
  }

  private static final class Consumer implements SmartLifecycle {
    private volatile boolean running;
    private volatile boolean broken;

    @Override
    public void start() {
      if (broken) {
        throw new IllegalStateException("no broker");
      }
      running = true;
    }

    @Override
    public void stop() {
      running = false;
    }

    @Override
    public boolean isRunning() {
      return running;
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {
    @Bean
    Consumer consumer() {
      return new Consumer();
    }
  }
}

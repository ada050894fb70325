// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.CheckpointException;
import dev.cracservers.core.CheckpointReport;
import dev.cracservers.core.CheckpointReport.Outcome;
import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Deadline;
import dev.cracservers.testkit.Gate;
import dev.cracservers.testkit.SimulatedCheckpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import org.crac.Core;
import org.crac.RestoreException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

class WebServerCycleTest {

  @ParameterizedTest
  @EnumSource
  void requestsInFlightFinishInEachOfThreeCycles(WebKind kind) throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context = kind.start(GatedApplication.class)) {
      int port = port(context);
      Gate gate = context.getBean(Gate.class);
      Last last = new Last();
      context.getBean(CheckpointCoordinator.class).register(last);
      for (int cycle = 1; cycle <= 3; cycle++) {
        gate.shut();
        CompletableFuture<String> inFlight = Calls.begin(port, "/gated");
        gate.awaitArrivals(1);
        image.whileFrozen(() -> assertThat(serves(port)).isFalse());
        CompletableFuture<CheckpointReport> taken = checkpoint(context);
        last.drained.acquire();
        assertThat(readiness(context)).isEqualTo(ReadinessState.REFUSING_TRAFFIC);
        gate.open();
        CheckpointReport report = taken.join();
        assertThat(inFlight.join()).isEqualTo("passed");
        assertThat(report.outcome()).isEqualTo(Outcome.RESTORED);
        assertThat(report.count("finished")).isEqualTo(1);
        assertThat(report.count("cut")).isZero();
        assertThat(Calls.get(port, "/open")).isEqualTo("open");
        assertThat(readiness(context)).isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
      }
      assertThat(image.images()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDrainThatTakesTooLongIsRefusedAndCostsNoRequest(WebKind kind) throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context =
            kind.start(GatedApplication.class, "crac.deadline.drain=1s")) {
      int port = port(context);
      Gate gate = context.getBean(Gate.class);
      CompletableFuture<String> inFlight = Calls.begin(port, "/gated");
      gate.awaitArrivals(1);

      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(() -> context.getBean(CheckpointCoordinator.class).checkpoint())
          .satisfies(refused -> assertThat(refused.report().outcome()).isEqualTo(Outcome.REFUSED))
          .withMessageContaining("web-server");

      assertThat(image.images()).isZero();
      assertThat(Calls.get(port, "/open")).isEqualTo("open");
      assertThat(readiness(context)).isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
      assertThat(context.isRunning()).isTrue();
      gate.open();
      assertThat(inFlight.join()).isEqualTo("passed");
      assertThat(context.getBean(CheckpointCoordinator.class).checkpoint().outcome())
          .isEqualTo(Outcome.RESTORED);
      assertThat(Calls.get(port, "/open")).isEqualTo("open");
    }
  }

  @ParameterizedTest
  @EnumSource
  void comesBackAtThePortOfTheRestore(WebKind kind) throws Exception {
    int other = freePort();
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context = kind.start(GatedApplication.class)) {
      int port = port(context);
      image.withSetting("server.port", Integer.toString(other));
      context.getBean(CheckpointCoordinator.class).checkpoint();
      assertThat(Calls.get(other, "/open")).isEqualTo("open");
      assertThat(port(context)).isEqualTo(other);
      assertThat(serves(port)).isFalse();
    }
  }

  /** As with onRefresh, which a JVM can be started with only. */
  @ParameterizedTest
  @EnumSource
  void oneThatIsNotStartedYetStartsAtThePortOfTheRestore(WebKind kind) throws Exception {
    int other = freePort();
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open()) {
      image.withSetting("server.port", Integer.toString(other));
      try (ConfigurableApplicationContext context = kind.start(Early.class)) {
        assertThat(image.images()).isEqualTo(1);
        assertThat(Calls.get(other, "/open")).isEqualTo("open");
        assertThat(context.getBean(CheckpointCoordinator.class).checkpoint().outcome())
            .isEqualTo(Outcome.RESTORED);
        assertThat(Calls.get(other, "/open")).isEqualTo("open");
      }
    }
  }

  @Configuration(proxyBeanMethods = false)
  @Import(GatedApplication.class)
  static class Early {
    @Bean
    SmartInitializingSingleton early() {
      return () -> {
        try {
          Core.checkpointRestore();
        } catch (org.crac.CheckpointException | RestoreException e) {
          throw new IllegalStateException(e);
        }
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRestoredServerShutsDownGracefully(WebKind kind) throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open()) {
      ConfigurableApplicationContext context = kind.start(GatedApplication.class);
      Gate gate = context.getBean(Gate.class);
      context.getBean(CheckpointCoordinator.class).checkpoint();
      int port = port(context);
      CompletableFuture<String> inFlight = Calls.begin(port, "/gated");
      gate.awaitArrivals(1);
      Thread closing = new Thread(context::close, "closing");
      closing.start();
      assertThat(Wait.until(() -> closing.getState() == Thread.State.TIMED_WAITING)).isTrue();
      assertThat(Wait.until(() -> !serves(port))).isTrue();
      gate.open();
      assertThat(inFlight.join()).isEqualTo("passed");
      closing.join();
      assertThat(image.images()).isEqualTo(1);
    }
  }

  static CompletableFuture<CheckpointReport> checkpoint(ConfigurableApplicationContext context) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return context.getBean(CheckpointCoordinator.class).checkpoint();
          } catch (CheckpointException e) {
            throw new CompletionException(e);
          }
        });
  }

  /** Another process may have taken the port meanwhile: it gives another answer. */
  static boolean serves(int port) {
    try {
      return Calls.get(port, "/open").equals("open");
    } catch (IOException refused) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Tells when every server has stopped listening, being drained after them. */
  static final class Last implements CheckpointResource {
    final Semaphore drained = new Semaphore(0);

    @Override
    public String name() {
      return "last";
    }

    @Override
    public CompletionStage<?> drain(Deadline deadline) {
      drained.release();
      return CompletableFuture.completedFuture(null);
    }
  }

  private static ReadinessState readiness(ConfigurableApplicationContext context) {
    return context.getBean(ApplicationAvailability.class).getReadinessState();
  }

  static int port(ConfigurableApplicationContext context) {
    WebServer server = ((WebServerApplicationContext) context).getWebServer();
    return Objects.requireNonNull(server, "no web server").getPort();
  }

  static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}

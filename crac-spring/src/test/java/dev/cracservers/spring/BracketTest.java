// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.CheckpointException;
import dev.cracservers.core.CheckpointReport.Outcome;
import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.RestoreContext;
import dev.cracservers.testkit.SimulatedCheckpoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.LifeCycle;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The whole order of a cycle: ours, Spring's, that of both servers. */
class BracketTest {
  private static final List<String> EVENTS = Collections.synchronizedList(new ArrayList<>());

  @Test
  void drainsBeforeSpringAndClosesAfterItAndBackTheOtherWayRound() throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context =
            WebKind.JETTY.start(Recorded.class, "management.server.port=0")) {
      CheckpointCoordinator coordinator = context.getBean(CheckpointCoordinator.class);
      coordinator.register(new Recorder());
      for (int cycle = 1; cycle <= 3; cycle++) {
        EVENTS.clear();
        image.whileFrozen(() -> EVENTS.add("image"));
        assertThat(coordinator.checkpoint().outcome()).isEqualTo(Outcome.RESTORED);
        assertThat(EVENTS)
            .containsExactly(
                "REFUSING_TRAFFIC",
                "drain",
                "stop late",
                "stop early",
                "close",
                "management server stopped",
                "server stopped",
                "image",
                "reopen",
                "start early",
                "start late",
                "server started",
                "management server started",
                "rebind",
                "ACCEPTING_TRAFFIC");
      }
    }
  }

  @Test
  void aRefusedDrainStopsNothing() throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context =
            WebKind.JETTY.start(Recorded.class, "management.server.port=0")) {
      CheckpointCoordinator coordinator = context.getBean(CheckpointCoordinator.class);
      coordinator.register(new Refusal("stubborn", "it does not want to"));
      EVENTS.clear();
      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(coordinator::checkpoint)
          .withMessageContaining("it does not want to");
      assertThat(EVENTS)
          .containsExactly(
              "REFUSING_TRAFFIC",
              "server stopped",
              "server started",
              "management server stopped",
              "management server started",
              "ACCEPTING_TRAFFIC");
      assertThat(context.isRunning()).isTrue();
      assertThat(image.images()).isZero();
    }
  }

  @Test
  void aBeanThatDoesNotStopRefusesTheCheckpoint() throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context = WebKind.JETTY.start(Recorded.class)) {
      CheckpointCoordinator coordinator = context.getBean(CheckpointCoordinator.class);
      Recording late = context.getBean("late", Recording.class);
      late.stuck = true;
      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(coordinator::checkpoint)
          .satisfies(refused -> assertThat(refused.report().outcome()).isEqualTo(Outcome.REFUSED))
          .withMessageContaining("'late' cannot be stopped");
      assertThat(image.images()).isZero();
      assertThat(context.getBean("early", Recording.class).running).isTrue();
      late.stuck = false;
      assertThat(coordinator.checkpoint().outcome()).isEqualTo(Outcome.RESTORED);
    }
  }

  @Test
  void aBeanThatDoesNotStartAgainFailsTheRestoreAndLeavesReadinessOff() throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context = WebKind.JETTY.start(Recorded.class)) {
      CheckpointCoordinator coordinator = context.getBean(CheckpointCoordinator.class);
      context.getBean("late", Recording.class).broken = true;
      EVENTS.clear();
      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(coordinator::checkpoint)
          .satisfies(
              failed -> {
                assertThat(failed.report().outcome()).isEqualTo(Outcome.RESTORE_FAILED);
                assertThat(failed.getSuppressed())
                    .anySatisfy(each -> assertThat(each).hasStackTraceContaining("late is broken"));
                assertThat(analysisOf(failed, context).getDescription())
                    .contains("was restored, but did not come back", "late is broken");
              });
      assertThat(EVENTS).doesNotContain("ACCEPTING_TRAFFIC");
      assertThat(image.images()).isEqualTo(1);
    }
  }

  private static FailureAnalysis analysisOf(
      CheckpointException failed, ConfigurableApplicationContext context) {
    OwnerHint owners = new OwnerHint(context.getBeanFactory(), context.getEnvironment());
    return Objects.requireNonNull(FailureText.of(failed, owners));
  }

  private static final class Recorder implements CheckpointResource {
    @Override
    public String name() {
      return "recorder";
    }

    @Override
    public CompletionStage<?> drain(Deadline deadline) {
      EVENTS.add("drain");
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close(Deadline deadline) {
      EVENTS.add("close");
    }

    @Override
    public void reopen(RestoreContext context) {
      EVENTS.add("reopen");
    }

    @Override
    public void rebind(RestoreContext context) {
      EVENTS.add("rebind");
    }
  }

  private static final class Recording implements SmartLifecycle {
    private final String name;
    private final int phase;
    private volatile boolean running;
    private volatile boolean broken;
    private volatile boolean stuck;

    Recording(String name, int phase) {
      this.name = name;
      this.phase = phase;
    }

    @Override
    public void start() {
      if (broken) {
        throw new IllegalStateException(name + " is broken");
      }
      EVENTS.add("start " + name);
      running = true;
    }

    @Override
    public void stop() {
      if (stuck) {
        throw new IllegalStateException(name + " is stuck");
      }
      EVENTS.add("stop " + name);
      running = false;
    }

    @Override
    public boolean isRunning() {
      return running;
    }

    @Override
    public int getPhase() {
      return phase;
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Recorded {
    @Bean
    Recording early() {
      return new Recording("early", 1);
    }

    @Bean
    Recording late() {
      return new Recording("late", SmartLifecycle.DEFAULT_PHASE);
    }

    @Bean
    ApplicationListener<AvailabilityChangeEvent<?>> availability() {
      return new ApplicationListener<AvailabilityChangeEvent<?>>() {
        @Override
        public void onApplicationEvent(AvailabilityChangeEvent<?> event) {
          EVENTS.add(event.getState().toString());
        }
      };
    }

    @Bean
    ApplicationListener<WebServerInitializedEvent> servers() {
      return new ApplicationListener<WebServerInitializedEvent>() {
        @Override
        public void onApplicationEvent(WebServerInitializedEvent event) {
          String name =
              event.getApplicationContext().getServerNamespace() == null
                  ? "server"
                  : "management server";
          Server jetty = ((JettyWebServer) event.getWebServer()).getServer();
          for (Connector connector : jetty.getConnectors()) {
            connector.addEventListener(
                new LifeCycle.Listener() {
                  @Override
                  public void lifeCycleStarted(LifeCycle started) {
                    EVENTS.add(name + " started");
                  }

                  @Override
                  public void lifeCycleStopped(LifeCycle stopped) {
                    EVENTS.add(name + " stopped");
                  }
                });
          }
        }
      };
    }
  }
}

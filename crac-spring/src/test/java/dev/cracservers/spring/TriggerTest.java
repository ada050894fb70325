// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.testkit.SimulatedCheckpoint;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

class TriggerTest {
  private static final String EXPOSED = "management.endpoints.web.exposure.include=*";

  @Test
  void theEndpointAnswersAndThenTakesTheCheckpoint() throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context =
            WebKind.JETTY.start(
                GatedApplication.class,
                EXPOSED,
                "management.endpoint.checkpoint.access=unrestricted")) {
      int port = port(context);
      assertThat(Calls.post(port, "/actuator/checkpoint")).isEqualTo(202);
      CheckpointCoordinator coordinator = context.getBean(CheckpointCoordinator.class);
      assertThat(Wait.until(() -> coordinator.lastReport().isPresent())).isTrue();
      assertThat(image.images()).isEqualTo(1);
      assertThat(Calls.get(port, "/actuator/checkpoint"))
          .contains("\"outcome\"", "RESTORED", "web-server", "offsetMillis");
      assertThat(Calls.get(port, "/actuator/info"))
          .contains("RESTORED", coordinator.instanceId().toString());
      assertThat(Calls.get(port, "/actuator/metrics/crac.checkpoints?tag=outcome:restored"))
          .contains("\"value\":1.0");
      assertThat(Calls.get(port, "/actuator/metrics/crac.phase?tag=undo:false"))
          .contains("drain", "close", "image", "restore", "reopen", "rebind");
      assertThat(Calls.get(port, "/actuator/metrics/crac.load.finished"))
          .contains("web-server", "COUNT");
      assertThat(Calls.get(port, "/actuator/metrics/crac.load.cut")).contains("\"value\":0.0");
    }
  }

  @Test
  void theEndpointIsOffByDefault() throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context =
            WebKind.JETTY.start(GatedApplication.class, EXPOSED)) {
      assertThat(Calls.post(port(context), "/actuator/checkpoint")).isEqualTo(404);
      assertThat(image.images()).isZero();
    }
  }

  @Test
  void aCheckpointIsTakenOnceReadyIfThatIsSaid() throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context =
            WebKind.TOMCAT.start(GatedApplication.class, "crac.checkpoint.on=ready")) {
      CheckpointCoordinator coordinator = context.getBean(CheckpointCoordinator.class);
      assertThat(Wait.until(() -> coordinator.lastReport().isPresent())).isTrue();
      assertThat(image.images()).isEqualTo(1);
      assertThat(Calls.get(port(context), "/open")).isEqualTo("open");
    }
  }

  private static int port(ConfigurableApplicationContext context) {
    WebServer server = ((WebServerApplicationContext) context).getWebServer();
    return Objects.requireNonNull(server, "no web server").getPort();
  }
}

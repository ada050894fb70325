// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cracservers.core.CheckpointException;
import dev.cracservers.core.CheckpointReport;
import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.CheckpointSettings;
import dev.cracservers.jetty.JettyFixture.Waiting;
import dev.cracservers.testkit.Gate;
import dev.cracservers.testkit.Http2Connection;
import dev.cracservers.testkit.Moment;
import dev.cracservers.testkit.Rehearsal;
import dev.cracservers.testkit.TestAction;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What clients of HTTP/2 see of a checkpoint. */
@Timeout(60)
final class Http2Test {
  private final Gate gate = new Gate();
  private @Nullable JettyFixture started;

  @AfterEach
  void stop() throws Exception {
    gate.open();
    Objects.requireNonNull(started).stop();
  }

  @ParameterizedTest
  @EnumSource(names = {"H2C", "H2"})
  void aStreamIsFinishedBehindAGoAway(Wire wire) throws Exception {
    JettyFixture jetty = start(wire, 1);
    for (int cycle = 0; cycle < 3; cycle++) {
      gate.shut();
      try (Http2Connection busy = (Http2Connection) jetty.open();
          Http2Connection idle = (Http2Connection) jetty.open()) {
        idle.get("/quick");
        busy.send("/gated");
        gate.awaitArrivals(1);

        CheckpointReport report =
            drainWhile(
                () -> {
                  assertThat(idle.awaitGoodbye()).isTrue();
                  gate.open();
                });

        assertThat(busy.receive().body()).isEqualTo("gated");
        assertThat(busy.awaitGoodbye()).isTrue();
        assertThat(report.count("goAways")).as("%s", report).isEqualTo(2);
        assertThat(report.count("finished")).as("%s", report).isEqualTo(1);
      }
    }
  }

  @Test
  void aStreamThatWasResetIsWaitedForAsLongAsItsHandlerWorks() throws Exception {
    JettyFixture jetty = start(Wire.H2C, 1);
    try (Http2Connection client = (Http2Connection) jetty.open()) {
      client.send("/gated");
      gate.awaitArrivals(1);
      client.reset();
      client.get("/quick");

      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(() -> drainWhile(JettyDrainTest.impatient(), () -> {}))
          .withMessageContaining("left=1");

      CheckpointReport report = drainWhile(gate::open);
      assertThat(report.count("cut")).as("%s", report).isZero();
    }
  }

  @Test
  void aClientThatDoesNotCloseIsClosed() throws Exception {
    JettyFixture jetty = start(Wire.H2C, 0);
    try (Http2Connection silent = (Http2Connection) jetty.open()) {
      silent.get("/quick");

      CheckpointReport report = drainWhile(() -> {});

      assertThat(report.count("cut")).as("%s", report).isZero();
      assertThat(silent.awaitGoodbye()).isTrue();
    }
  }

  @Test
  void aConnectionThatWasUpgradedIsDrainedAndUpgradedAgain() throws Exception {
    JettyFixture jetty = start(Wire.H2C, 1);
    HttpClient client = HttpClient.newBuilder().version(Version.HTTP_2).build();
    for (int cycle = 0; cycle < 3; cycle++) {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + jetty.port() + "/quick"))
                  .build(),
              BodyHandlers.ofString());
      assertThat(response.body()).isEqualTo("quick");
      assertThat(response.version()).isEqualTo(Version.HTTP_2);

      assertThat(drainWhile(() -> {}).count("goAways")).isEqualTo(1);
    }
  }

  private JettyFixture start(Wire wire, int acceptors) throws Exception {
    JettyFixture jetty = JettyFixture.start(gate, wire, acceptors, Waiting.NO_THREAD);
    started = jetty;
    return jetty;
  }

  private CheckpointReport drainWhile(TestAction action) throws Exception {
    return drainWhile(CheckpointSettings.defaults(), action);
  }

  private CheckpointReport drainWhile(CheckpointSettings settings, TestAction action)
      throws Exception {
    CheckpointResource resource = Objects.requireNonNull(started).resource();
    try (Rehearsal rehearsal = Rehearsal.of(resource, settings)) {
      return rehearsal.at(Moment.DRAIN_RETURNED, action).checkpoint();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.CheckpointException;
import dev.cracservers.core.CheckpointReport;
import dev.cracservers.core.CheckpointReport.Outcome;
import dev.cracservers.spring.WebServerCycleTest.Last;
import dev.cracservers.testkit.Gate;
import dev.cracservers.testkit.Http2Connection;
import dev.cracservers.testkit.SelfSignedKey;
import dev.cracservers.testkit.SimulatedCheckpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.apache.coyote.UpgradeProtocol;
import org.apache.coyote.http2.Http2Protocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.tomcat.TomcatConnectorCustomizer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** What clients of HTTP/2 see of a checkpoint of Tomcat. */
@Timeout(120)
class TomcatHttp2Test {
  private static final int ANY_STREAM = Integer.MAX_VALUE;
  private static final String HTTP2 = "server.http2.enabled=true";

  @TempDir Path keys;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void streamsInFlightFinishInEachOfThreeCycles(boolean secure) throws Exception {
    TestKeys.write(keys, "server");
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context = secure ? startSecure() : start()) {
      int port = WebServerCycleTest.port(context);
      Gate gate = context.getBean(Gate.class);
      Last last = new Last();
      context.getBean(CheckpointCoordinator.class).register(last);
      for (int cycle = 1; cycle <= 3; cycle++) {
        gate.shut();
        try (Http2Connection busy = connect(port, secure);
            Http2Connection idle = connect(port, secure)) {
          assertThat(idle.get("/open").body()).isEqualTo("open");
          busy.send("/gated");
          gate.awaitArrivals(1);
          image.whileFrozen(() -> assertThat(WebServerCycleTest.serves(port)).isFalse());
          CompletableFuture<CheckpointReport> taken = WebServerCycleTest.checkpoint(context);
          last.drained.acquire();
          assertThat(idle.awaitGoodbye()).isTrue();
          assertThat(idle.goAways()).containsExactly(ANY_STREAM, 1);
          assertThat(taken).isNotDone();
          gate.open();
          assertThat(busy.receive().body()).isEqualTo("passed");
          assertThat(busy.awaitGoodbye()).isTrue();
          assertThat(busy.goAways()).containsExactly(ANY_STREAM, 1);
          CheckpointReport report = taken.join();
          assertThat(report.outcome()).isEqualTo(Outcome.RESTORED);
          assertThat(report.count("finished")).isEqualTo(1);
          assertThat(report.count("cut")).isZero();
        }
        try (Http2Connection after = connect(port, secure)) {
          assertThat(after.get("/open").body()).isEqualTo("open");
        }
      }
      assertThat(image.images()).isEqualTo(3);
    }
  }

  @Test
  void aStreamUnderWayAtTheFirstGoAwayIsAnsweredAndALaterOneCanSafelyBeSentAgain()
      throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context = start("crac.deadline.drain=10s");
        Http2Connection client = connect(WebServerCycleTest.port(context), false);
        Http2Connection idle = connect(WebServerCycleTest.port(context), false);
        Http2Connection lateIdle = connect(WebServerCycleTest.port(context), false);
        Http2Connection silent = connect(WebServerCycleTest.port(context), false)) {
      Gate gate = context.getBean(Gate.class);
      for (Http2Connection each : List.of(client, idle, lateIdle, silent)) {
        assertThat(each.get("/open").body()).isEqualTo("open");
      }
      client.send("/later");
      gate.awaitArrivals(1);
      CompletableFuture<CheckpointReport> taken = WebServerCycleTest.checkpoint(context);
      client.awaitGoAway();
      // So that more time has gone by than a round trip takes.
      assertThat(idle.awaitGoodbye()).isTrue();
      // It has not answered the PING yet.
      assertThat(client.get("/open").body()).isEqualTo("open");
      assertThat(client.goAways()).containsExactly(ANY_STREAM);
      // It has now, and does not care.
      client.send("/gated");
      client.send("/gated");
      // So that it has been long enough for a connection without streams to be closed.
      assertThat(lateIdle.awaitGoodbye()).isTrue();
      gate.open();
      assertThat(client.awaitGoodbye()).isTrue();
      assertThat(client.goAways()).startsWith(ANY_STREAM, 5).doesNotContain(7, 9);
      CheckpointReport report = taken.join();
      assertThat(report.count("finished")).isEqualTo(2);
      assertThat(report.count("cut")).isZero();
      assertThat(silent.isToldToGo()).isFalse();
      assertThat(image.images()).isEqualTo(1);
    }
  }

  @Test
  void aDrainThatTakesTooLongIsRefusedInEachOfThreeCyclesAndCostsNoStream() throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context = start("crac.deadline.drain=600ms")) {
      int port = WebServerCycleTest.port(context);
      Gate gate = context.getBean(Gate.class);
      for (int cycle = 1; cycle <= 3; cycle++) {
        gate.shut();
        try (Http2Connection client = connect(port, false)) {
          client.send("/gated");
          gate.awaitArrivals(1);
          assertThatExceptionOfType(CheckpointException.class)
              .isThrownBy(() -> context.getBean(CheckpointCoordinator.class).checkpoint())
              .satisfies(
                  refused -> assertThat(refused.report().outcome()).isEqualTo(Outcome.REFUSED))
              .withMessageContaining("left=1");
          try (Http2Connection other = connect(port, false)) {
            assertThat(other.get("/open").body()).isEqualTo("open");
          }
          gate.open();
          assertThat(client.receive().body()).isEqualTo("passed");
          assertThat(client.goAways()).containsExactly(ANY_STREAM);
        }
      }
      try (Http2Connection client = connect(port, false)) {
        assertThat(client.get("/open").body()).isEqualTo("open");
        CompletableFuture<CheckpointReport> taken = WebServerCycleTest.checkpoint(context);
        assertThat(client.awaitGoodbye()).isTrue();
        assertThat(taken.join().outcome()).isEqualTo(Outcome.RESTORED);
      }
      assertThat(image.images()).isEqualTo(1);
    }
  }

  @Test
  void streamsThatDoNotEndAreCutByForceAndCounted() throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context =
            WebKind.TOMCAT.start(
                OneAtATime.class,
                HTTP2,
                "crac.deadline.drain=300ms",
                "crac.on-drain-timeout=force");
        Http2Connection client = connect(WebServerCycleTest.port(context), false)) {
      client.send("/gated");
      client.send("/gated");
      context.getBean(Gate.class).awaitArrivals(1);
      CheckpointReport report = context.getBean(CheckpointCoordinator.class).checkpoint();
      context.getBean(Gate.class).open();
      assertThat(report.outcome()).isEqualTo(Outcome.RESTORED);
      assertThat(report.count("left")).isEqualTo(2);
      assertThat(report.count("cut")).isEqualTo(2);
      assertThatExceptionOfType(IOException.class).isThrownBy(client::receive);
      assertThat(image.images()).isEqualTo(1);
    }
  }

  @Test
  void aConnectionThatWasUpgradedIsDrainedAndUpgradedAgain() throws Exception {
    HttpClient client = HttpClient.newBuilder().version(Version.HTTP_2).build();
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context = start()) {
      URI uri = URI.create("http://127.0.0.1:" + WebServerCycleTest.port(context) + "/open");
      for (int cycle = 1; cycle <= 3; cycle++) {
        HttpResponse<String> response =
            client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
        assertThat(response.body()).isEqualTo("open");
        assertThat(response.version()).isEqualTo(Version.HTTP_2);
        assertThat(context.getBean(CheckpointCoordinator.class).checkpoint().outcome())
            .isEqualTo(Outcome.RESTORED);
      }
      assertThat(image.images()).isEqualTo(3);
    }
  }

  @Test
  void withoutAsynchronousInputCheckpointsAreRefusedWithTheReason() throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context = WebKind.TOMCAT.start(Blocking.class, HTTP2);
        Http2Connection client = connect(WebServerCycleTest.port(context), false)) {
      assertThat(client.get("/open").body()).isEqualTo("open");
      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(() -> context.getBean(CheckpointCoordinator.class).checkpoint())
          .withMessageContaining("useAsyncIO=true");
      assertThat(image.images()).isZero();
    }
  }

  @Test
  void whatIsDerivedFromTomcatsProtocolIsLeftAsItIs() {
    UpgradeProtocol derived = new Http2Protocol() {};
    assertThat(TomcatHttp2.isTomcats(derived)).isFalse();
    assertThat(TomcatHttp2.drainable(derived)).isSameAs(derived);
  }

  @Configuration(proxyBeanMethods = false)
  @Import(GatedApplication.class)
  static class OneAtATime {
    @Bean
    TomcatConnectorCustomizer one() {
      return connector ->
          ((Http2Protocol) connector.findUpgradeProtocols()[0]).setMaxConcurrentStreamExecution(1);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @Import(GatedApplication.class)
  static class Blocking {
    @Bean
    TomcatConnectorCustomizer blocking() {
      return connector -> connector.setProperty("useAsyncIO", "false");
    }
  }

  private static ConfigurableApplicationContext start(String... properties) {
    return WebKind.TOMCAT.start(
        GatedApplication.class,
        Stream.concat(Stream.of(HTTP2), Arrays.stream(properties)).toArray(String[]::new));
  }

  private ConfigurableApplicationContext startSecure() {
    return start(
        "server.ssl.certificate=file:" + keys.resolve("certificate.pem"),
        "server.ssl.certificate-private-key=file:" + keys.resolve("key.pem"));
  }

  private static Http2Connection connect(int port, boolean secure) throws IOException {
    InetAddress here = InetAddress.getLoopbackAddress();
    if (!secure) {
      return Http2Connection.over(new Socket(here, port));
    }
    SSLSocket socket =
        (SSLSocket) SelfSignedKey.trustingAll().getSocketFactory().createSocket(here, port);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2"});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    assertThat(socket.getApplicationProtocol()).isEqualTo("h2");
    return Http2Connection.over(socket);
  }
}

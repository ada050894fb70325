// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.testkit.SimulatedCheckpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

class WarmUpTest {
  private static final String WARM = "crac.checkpoint.on=warm";
  private static volatile long started;
  private static volatile long lastRequest;
  private static final List<String> EVENTS = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void forget() {
    EVENTS.clear();
  }

  @Test
  void requestsAtTheirRateAndThenBeansGoBeforeTheImage() throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        Said said = Said.listen()) {
      image.whileFrozen(() -> EVENTS.add("image"));
      try (ConfigurableApplicationContext context =
          WebKind.JETTY.start(
              Warmed.class,
              WARM,
              "crac.warm-up.count=20",
              "crac.warm-up.rate=100",
              "crac.warm-up.threads=3",
              "crac.warm-up.requests[0].path=/read?what=this",
              "crac.warm-up.requests[1].path=/write",
              "crac.warm-up.requests[1].method=POST",
              "crac.warm-up.requests[1].body=text",
              "crac.warm-up.requests[1].headers.x-who=me")) {
        awaitReport(context);
        // The last of 40 requests is due 390 ms after the first, however fast the machine is.
        assertThat(lastRequest - started).isGreaterThan(Duration.ofMillis(390).toNanos());
        assertThat(EVENTS.subList(0, 40)).containsOnly("read this", "wrote text of me");
        assertThat(Collections.frequency(EVENTS, "read this")).isEqualTo(20);
        assertThat(EVENTS.subList(40, EVENTS.size())).containsExactly("first", "second", "image");
        assertThat(said.lines("of 40 requests"))
            .hasSize(10)
            .last()
            .asString()
            .contains(" 40 of 40");
      }
    }
  }

  @Test
  void aFailedRequestIsSaidAndTheApplicationServesOn() throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        Said said = Said.listen();
        ConfigurableApplicationContext context =
            WebKind.JETTY.start(Warmed.class, WARM, "crac.warm-up.requests[0].path=/missing")) {
      said.await("no checkpoint was taken");
      assertThat(said.lines("no checkpoint was taken"))
          .singleElement()
          .asString()
          .contains("warmUpRequests failed after", "GET http://127.0.0.1:", "/missing failed")
          .contains("status 404", "after 0 of 1000 requests");
      assertThat(image.images()).isZero();
      assertThat(EVENTS).isEmpty();
      assertThat(Calls.get(port(context), "/read?what=on")).isEqualTo("read on");
    }
  }

  @Test
  void withoutAnythingToWarmUpWithThereIsNoCheckpoint() throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        Said said = Said.listen();
        ConfigurableApplicationContext context =
            WebKind.TOMCAT.start(GatedApplication.class, WARM)) {
      said.await("no checkpoint was taken", "nothing to warm up with", "crac.warm-up.requests");
      assertThat(context.isRunning()).isTrue();
      assertThat(image.images()).isZero();
    }
  }

  private static void awaitReport(ConfigurableApplicationContext context) throws Exception {
    CheckpointCoordinator coordinator = context.getBean(CheckpointCoordinator.class);
    assertThat(Wait.until(() -> coordinator.lastReport().isPresent())).isTrue();
  }

  private static int port(ConfigurableApplicationContext context) {
    return Objects.requireNonNull(((WebServerApplicationContext) context).getWebServer()).getPort();
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Warmed {
    @Bean
    @Order(2)
    WarmUp second() {
      return () -> EVENTS.add("second");
    }

    @Bean
    @Order(1)
    WarmUp first() {
      return () -> EVENTS.add("first");
    }

    /** After some requests, since the first ones take longer than the others are apart. */
    @EventListener
    void started(ApplicationStartedEvent event) throws Exception {
      for (int i = 0; i < 5; i++) {
        Calls.get(port(event.getApplicationContext()), "/read?what=before");
      }
      EVENTS.clear();
      started = System.nanoTime();
    }

    @RestController
    static final class Pages {
      @GetMapping("/read")
      String read(String what) {
        EVENTS.add("read " + what);
        lastRequest = System.nanoTime();
        return "read " + what;
      }

      @PostMapping("/write")
      void write(@RequestBody String text, @RequestHeader("x-who") String who) {
        EVENTS.add("wrote " + text + " of " + who);
        lastRequest = System.nanoTime();
      }
    }
  }
}

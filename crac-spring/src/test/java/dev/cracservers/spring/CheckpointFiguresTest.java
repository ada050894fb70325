// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.CheckpointException;
import dev.cracservers.core.CheckpointReport;
import dev.cracservers.core.CheckpointReport.PhaseSpan;
import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Phase;
import dev.cracservers.testkit.SimulatedCheckpoint;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** What meters and {@code /actuator/info} tell, against the report. */
class CheckpointFiguresTest {
  private static final Duration FROZEN = Duration.ofMillis(5);

  @Test
  void metersTellWhatTheReportSays() throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context = start()) {
      CheckpointCoordinator coordinator = context.getBean(CheckpointCoordinator.class);
      coordinator.register(new Counted());
      MeterRegistry meters = new SimpleMeterRegistry();
      new CheckpointMeters(coordinator).bindTo(meters);
      CheckpointReport report = freeze(image, coordinator);
      assertThat(count(meters, "crac.load.finished", "resource", "counted")).isEqualTo(3);
      assertThat(count(meters, "crac.load.cut", "resource", "counted")).isEqualTo(2);
      assertThat(nanos(meters, "image", false))
          .isEqualTo(report.image().orElseThrow().duration().toNanos());
      assertPhases(meters, report);

      coordinator.register(new Refusal("stubborn", "it does not want to"));
      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(coordinator::checkpoint)
          .satisfies(
              refused ->
                  assertThat(refused.report().phases())
                      .filteredOn(PhaseSpan::undo)
                      .isNotEmpty()
                      .allSatisfy(
                          each ->
                              assertThat(nanos(meters, lower(each.phase()), true))
                                  .isEqualTo(each.span().duration().toNanos())));
      assertThat(count(meters, "crac.checkpoints", "outcome", "restored")).isEqualTo(1);
      assertThat(count(meters, "crac.checkpoints", "outcome", "refused")).isEqualTo(1);
    }
  }

  @Test
  void infoTellsTheInstanceAndThenTheLastCheckpoint() throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context = start()) {
      CheckpointCoordinator coordinator = context.getBean(CheckpointCoordinator.class);
      assertThat(info(coordinator))
          .isEqualTo(Map.of("instance", coordinator.instanceId().toString()));
      CheckpointReport report = freeze(image, coordinator);
      assertThat(report.downtime()).isGreaterThan(FROZEN);
      assertThat(info(coordinator))
          .isEqualTo(
              Map.of(
                  "instance", coordinator.instanceId().toString(),
                  "outcome", "RESTORED",
                  "started", report.started().toString(),
                  "downtimeMillis", report.downtime().toMillis()));
    }
  }

  private static ConfigurableApplicationContext start() {
    return new SpringApplicationBuilder(Nothing.class).web(WebApplicationType.NONE).run();
  }

  private static CheckpointReport freeze(
      SimulatedCheckpoint image, CheckpointCoordinator coordinator) throws Exception {
    image.whileFrozen(
        () -> {
          long begun = System.nanoTime();
          assertThat(Wait.until(() -> System.nanoTime() - begun > FROZEN.toNanos())).isTrue();
        });
    return coordinator.checkpoint();
  }

  private static @Nullable Object info(CheckpointCoordinator coordinator) {
    Info.Builder builder = new Info.Builder();
    new RestoreInfo(coordinator).contribute(builder);
    return builder.build().get("checkpoint");
  }

  private static void assertPhases(MeterRegistry meters, CheckpointReport report) {
    assertThat(report.phases())
        .hasSize(Phase.values().length)
        .allSatisfy(
            each ->
                assertThat(nanos(meters, lower(each.phase()), each.undo()))
                    .isEqualTo(each.span().duration().toNanos()));
  }

  private static long count(MeterRegistry meters, String name, String tag, String value) {
    return (long) meters.get(name).tag(tag, value).counter().count();
  }

  private static long nanos(MeterRegistry meters, String phase, boolean undo) {
    return (long)
        meters
            .get("crac.phase")
            .tags("phase", phase, "undo", Boolean.toString(undo))
            .timer()
            .totalTime(TimeUnit.NANOSECONDS);
  }

  private static String lower(Phase phase) {
    return phase.name().toLowerCase(Locale.ROOT);
  }

  private static final class Counted implements CheckpointResource {
    @Override
    public String name() {
      return "counted";
    }

    @Override
    public Map<String, Long> counts(Phase phase) {
      return switch (phase) {
        case DRAIN -> Map.of("finished", 3L);
        case CLOSE -> Map.of("cut", 2L);
        default -> Map.of();
      };
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableConfigurationProperties
  static class Nothing {}
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import static dev.cracservers.core.CheckpointSettings.defaults;
import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.cracservers.core.CheckpointResource;
import dev.cracservers.testkit.Rehearsal;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.util.List;
import javax.management.ObjectName;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The metrics and beans of HikariCP are there once, and live, after each checkpoint. */
@Timeout(60)
final class HikariMetricsTest {
  private static final int CYCLES = 3;

  private record Measured(CheckpointResource resource, DataSource pool, AutoCloseable end) {}

  @ParameterizedTest
  @ValueSource(strings = {"built", "running", "swapped"})
  void micrometer(String way) throws Exception {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    assertSameAfterEachCycle(
        start(way, registry),
        () -> registry.getMeters().stream().map(Meter::getId).map(Object::toString).toList(),
        () -> registry.get("hikaricp.connections.active").gauge().value());
  }

  @ParameterizedTest
  @ValueSource(strings = {"built", "running", "swapped"})
  void dropwizard(String way) throws Exception {
    MetricRegistry registry = new MetricRegistry();
    assertSameAfterEachCycle(
        start(way, registry),
        () -> List.copyOf(registry.getNames()),
        () -> number(registry.gauge("metrics.pool.ActiveConnections").getValue()));
  }

  @Test
  void aBeanOfASwappedPoolIsThatOfTodaysPool() throws Exception {
    Measured measured = start("swapped", new SimpleMeterRegistry());
    try (Rehearsal rehearsal = Rehearsal.of(measured.resource(), defaults())) {
      rehearsal.checkpoint();
      try (Connection borrowed = measured.pool().getConnection()) {
        assertThat(borrowed.isClosed()).isFalse();
        assertThat(
                number(
                    ManagementFactory.getPlatformMBeanServer()
                        .getAttribute(
                            new ObjectName("com.zaxxer.hikari:type=Pool (metrics)"),
                            "ActiveConnections")))
            .isEqualTo(1);
      }
    } finally {
      measured.end().close();
    }
  }

  private interface Live {
    double active() throws Exception;
  }

  private interface Names {
    List<String> get() throws Exception;
  }

  private static void assertSameAfterEachCycle(Measured measured, Names metrics, Live live)
      throws Exception {
    try (Rehearsal rehearsal = Rehearsal.of(measured.resource(), defaults())) {
      List<String> before = metrics.get();
      assertThat(before).isNotEmpty().doesNotHaveDuplicates();
      for (int cycle = 0; cycle < CYCLES; cycle++) {
        rehearsal.checkpoint();

        assertThat(metrics.get()).containsExactlyInAnyOrderElementsOf(before);
        assertThat(beans()).isEqualTo(2);
        try (Connection borrowed = measured.pool().getConnection()) {
          assertThat(borrowed.isClosed()).isFalse();
          assertThat(live.active()).as("borrowed connections").isEqualTo(1);
        }
      }
    } finally {
      measured.end().close();
    }
    assertThat(metrics.get()).as("left after the end").isEmpty();
    assertThat(beans()).isZero();
  }

  private static Measured start(String way, Object registry) throws Exception {
    HikariConfig config = new HikariConfig();
    config.setPoolName("metrics");
    config.setJdbcUrl(Database.POSTGRES.url(Database.POSTGRES.port()));
    config.setUsername(Database.POSTGRES.user());
    config.setMaximumPoolSize(2);
    config.setRegisterMbeans(true);
    config.setMetricRegistry(registry);
    return switch (way) {
      case "built" -> measured(HikariPoolResource.builder(config).build());
      case "running" -> measured(HikariPoolResource.running(new HikariDataSource(config)).build());
      default -> {
        DataSourceResource resource =
            DataSourceResource.over("metrics", () -> new HikariDataSource(config)).build();
        yield new Measured(resource, resource.dataSource(), resource::shutDown);
      }
    };
  }

  private static Measured measured(HikariPoolResource resource) {
    return new Measured(resource, resource.dataSource(), resource.dataSource());
  }

  private static int beans() throws Exception {
    return ManagementFactory.getPlatformMBeanServer()
        .queryNames(new ObjectName("com.zaxxer.hikari:type=*"), null)
        .size();
  }

  private static double number(Object value) {
    return ((Number) value).doubleValue();
  }
}

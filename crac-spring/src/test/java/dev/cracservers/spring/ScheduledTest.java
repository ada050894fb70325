// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.testkit.SimulatedCheckpoint;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

class ScheduledTest {
  private static final int PERIOD = 5;
  private static final int MISSED = 30;
  private static final long FROZEN = Duration.ofMillis(MISSED * PERIOD).toNanos();

  @ParameterizedTest
  @ValueSource(classes = {OfSpringBoot.class, OneThreadEach.class})
  void runsThatWereMissedInTheImageAreNotMadeUpFor(Class<?> scheduling) throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context =
            new SpringApplicationBuilder(Ticking.class, scheduling)
                .web(WebApplicationType.NONE)
                .run()) {
      assertThat(context.getBean(TaskScheduler.class))
          .isInstanceOf(
              scheduling == OfSpringBoot.class
                  ? ThreadPoolTaskScheduler.class
                  : SimpleAsyncTaskScheduler.class);
      long begun = System.nanoTime();
      AtomicInteger ticks = context.getBean(Ticks.class).count;
      long frozen = 0;
      for (int cycle = 1; cycle <= 2; cycle++) {
        int before = ticks.get();
        assertThat(Wait.until(() -> ticks.get() >= before + 5)).isTrue();
        image.whileFrozen(
            () -> {
              long since = System.nanoTime();
              Wait.until(() -> System.nanoTime() - since >= FROZEN);
            });
        context.getBean(CheckpointCoordinator.class).checkpoint();
        frozen += FROZEN;
        int after = ticks.get();
        // As many as would have been made up for at once.
        assertThat(Wait.until(() -> ticks.get() >= after + MISSED)).isTrue();
        int all = ticks.get();
        long served = Duration.ofNanos(System.nanoTime() - begun - frozen).toMillis();
        assertThat(all).isLessThanOrEqualTo((int) (served / PERIOD) + 1 + 2 * cycle);
      }
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @EnableScheduling
  static class Ticking {
    @Bean
    @Lazy
    Ticks ticks() {
      return new Ticks();
    }
  }

  static class Ticks {
    final AtomicInteger count = new AtomicInteger();

    @Scheduled(fixedRate = PERIOD)
    void tick() {
      count.incrementAndGet();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class OfSpringBoot {}

  @Configuration(proxyBeanMethods = false)
  static class OneThreadEach {
    @Bean
    SimpleAsyncTaskScheduler taskScheduler() {
      return new SimpleAsyncTaskScheduler();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.CheckpointException;
import dev.cracservers.core.CheckpointReport.Outcome;
import dev.cracservers.testkit.SimulatedCheckpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.crac.Core;
import org.crac.RestoreException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.Lifecycle;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What a cycle may ask of the lifecycle beans of an application, and what it takes for an answer.
 */
@Timeout(120)
class LifecycleBeanTest {
  @TempDir Path folder;

  @Test
  void aBeanThatSaysItRunsAfterItWasStoppedIsNoObstacle() throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context = start(AlwaysRunning.class)) {
      for (int cycle = 1; cycle <= 3; cycle++) {
        assertThat(checkpoint(context)).isEqualTo(Outcome.RESTORED);
        assertThat(context.getBean("plain", Endless.class).stops).hasValue(cycle);
        assertThat(context.getBean("smart", SmartEndless.class).stops).hasValue(cycle);
      }
      assertThat(image.images()).isEqualTo(3);
    }
  }

  /** As one whose {@code isRunning()} is transactional: the pool would let it wait for ever. */
  @Test
  void aBeanThatAsksTheDatabaseWhetherItRunsIsNotAskedWhileThePoolIsClosed() throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context =
            start(
                AskingTheDatabase.class,
                "--crac.deadline.close=3s",
                "--spring.datasource.url=jdbc:h2:file:" + folder.resolve("asked"))) {
      for (int cycle = 1; cycle <= 3; cycle++) {
        assertThat(checkpoint(context)).isEqualTo(Outcome.RESTORED);
      }
      assertThat(image.images()).isEqualTo(3);
    }
  }

  @Test
  void aBeanThatDoesNotFinishToStopRefusesTheCheckpointByName() throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context =
            start(NeverStopped.class, "--spring.lifecycle.timeout-per-shutdown-phase=200ms")) {
      Stubborn bean = context.getBean(Stubborn.class);
      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(() -> checkpoint(context))
          .satisfies(refused -> assertThat(refused.report().outcome()).isEqualTo(Outcome.REFUSED))
          .withMessageMatching(
              "(?s).*Spring bean 'stubborn' has not finished to stop after \\d+ ms.*"
                  + "spring.lifecycle.timeout-per-shutdown-phase.*");
      assertThat(image.images()).isZero();
      bean.stubborn = false;
      assertThat(checkpoint(context)).isEqualTo(Outcome.RESTORED);
    }
  }

  /** As an embedded server that its initialization starts, with onRefresh. */
  @Test
  void aBeanThatRunsBeforeSpringStartsAnyIsStoppedForAnEarlyImageAndStartedAgain()
      throws Exception {
    AtomicReference<Boolean> openInImage = new AtomicReference<>();
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open()) {
      image.whileFrozen(() -> openInImage.set(EmbeddedServer.last.isOpen()));
      try (ConfigurableApplicationContext context = start(Early.class)) {
        assertThat(image.images()).isEqualTo(1);
        assertThat(openInImage).hasValue(false);
        assertThat(context.getBean(EmbeddedServer.class).isOpen()).isTrue();
        assertThat(checkpoint(context)).isEqualTo(Outcome.RESTORED);
        assertThat(context.getBean(EmbeddedServer.class).isOpen()).isTrue();
      }
    }
  }

  @Test
  void anEarlyImageThatFailsStartsItAgain() throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open()) {
      image.withResult(SimulatedCheckpoint.Result.FAILED);
      assertThatExceptionOfType(Exception.class).isThrownBy(() -> start(Early.class).close());
      assertThat(EmbeddedServer.last.starts).isEqualTo(2);
    }
  }

  private static Outcome checkpoint(ConfigurableApplicationContext context)
      throws CheckpointException {
    return context.getBean(CheckpointCoordinator.class).checkpoint().outcome();
  }

  private static ConfigurableApplicationContext start(Class<?> application, String... arguments) {
    return new SpringApplicationBuilder(application)
        .web(WebApplicationType.NONE)
        .build()
        .run(arguments);
  }

  /** As a client connector of Spring without resources of its own: its stop does nothing. */
  static class Endless implements Lifecycle {
    final AtomicInteger stops = new AtomicInteger();

    @Override
    public void start() {}

    @Override
    public void stop() {
      stops.incrementAndGet();
    }

    @Override
    public boolean isRunning() {
      return true;
    }
  }

  static final class SmartEndless extends Endless implements SmartLifecycle {}

  static final class Stubborn implements SmartLifecycle {
    volatile boolean stubborn = true;
    private volatile boolean running;

    @Override
    public void start() {
      running = true;
    }

    @Override
    public void stop() {
      running = false;
    }

    @Override
    public void stop(Runnable callback) {
      stop();
      if (!stubborn) {
        callback.run();
      }
    }

    @Override
    public boolean isRunning() {
      return running;
    }
  }

  static final class EmbeddedServer implements Lifecycle, InitializingBean {
    static volatile EmbeddedServer last = new EmbeddedServer();
    private @Nullable ServerSocket socket;
    int starts;

    @Override
    public void afterPropertiesSet() {
      last = this;
      start();
    }

    @Override
    public void start() {
      starts++;
      try {
        socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void stop() {
      try {
        Objects.requireNonNull(socket).close();
        socket = null;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    boolean isOpen() {
      return socket != null;
    }

    @Override
    public boolean isRunning() {
      return isOpen();
    }
  }

  record Asking(DataSource database) implements SmartLifecycle {
    @Override
    public void start() {}

    @Override
    public void stop() {}

    @Override
    public boolean isRunning() {
      try (Connection connection = database.getConnection()) {
        return connection.isValid(1);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class AlwaysRunning {
    @Bean
    Endless plain() {
      return new Endless();
    }

    @Bean
    SmartEndless smart() {
      return new SmartEndless();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Early {
    @Bean(destroyMethod = "stop")
    EmbeddedServer embeddedServer() {
      return new EmbeddedServer();
    }

    @Bean
    SmartInitializingSingleton imageOnRefresh() {
      return () -> {
        try {
          Core.checkpointRestore();
        } catch (org.crac.CheckpointException | RestoreException e) {
          throw new IllegalStateException(e.getSuppressed()[0]);
        }
      };
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class NeverStopped {
    @Bean
    Stubborn stubborn() {
      return new Stubborn();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class AskingTheDatabase {
    @Bean
    Asking asking(DataSource database) {
      return new Asking(database);
    }
  }
}

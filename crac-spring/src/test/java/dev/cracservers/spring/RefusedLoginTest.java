// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.CheckpointException;
import dev.cracservers.testkit.SimulatedCheckpoint;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.R2dbcPermissionDeniedException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;

class RefusedLoginTest {

  @Test
  @Timeout(60)
  void aDatabaseThatRefusesTheLoginIsAskedOnce() throws Exception {
    AtomicInteger attempts = new AtomicInteger();
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context =
            new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .run("--crac.deadline.reopen=3s")) {
      CheckpointCoordinator coordinator = context.getBean(CheckpointCoordinator.class);
      SwappedConnectionPool pool =
          new SwappedConnectionPool("orders", refusing(attempts), () -> refusing(attempts));
      coordinator.register(pool);
      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(coordinator::checkpoint)
          .withMessageContaining("pool orders got no connection in")
          .withMessageContaining("R2dbcPermissionDeniedException")
          .withMessageContaining("wrong password");
      assertThat(attempts).hasValue(1);
      assertThat(image.images()).isEqualTo(1);
    }
  }

  private static ConnectionPool refusing(AtomicInteger attempts) {
    ConnectionFactory refusing =
        new ConnectionFactory() {
          @Override
          public Mono<Connection> create() {
            return Mono.error(
                () -> {
                  attempts.incrementAndGet();
                  return new R2dbcPermissionDeniedException("wrong password");
                });
          }

          @Override
          public ConnectionFactoryMetadata getMetadata() {
            return () -> "refusing";
          }
        };
    return new ConnectionPool(
        ConnectionPoolConfiguration.builder(refusing).initialSize(0).acquireRetry(0).build());
  }

  @Configuration(proxyBeanMethods = false)
  static class Application {}
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.cracservers.core.Deadline;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** Connections that are made or closed on threads of a pool while it is taken over or closed. */
@Timeout(60)
final class RunningHikariTest {
  private static final Duration SHORT = Duration.ofMillis(200);

  private final CountDownLatch released = new CountDownLatch(1);
  private final HeldDataSource connections = new HeldDataSource();
  private final HikariConfig config = PostgresPool.config(2);

  @BeforeEach
  void configure() {
    connections.setUrl(Postgres.url(Postgres.port(), "postgres"));
    connections.setUser("postgres");
    config.setDataSource(connections);
  }

  @AfterEach
  void release() {
    released.countDown();
  }

  @Test
  void aConnectionBegunBeforeTheTakeoverIsWaitedFor() throws Exception {
    connections.holdsSecond = true;
    try (HikariDataSource pool = new HikariDataSource(config);
        Callers callers = new Callers()) {
      PostgresPool.await("a second is being made", () -> connections.begun.get() == 2);

      Future<HikariPoolResource> taken =
          callers.begin(() -> HikariPoolResource.running(pool).build());

      PostgresPool.await("the gates are there", () -> hasGates(pool));
      assertThat(Deadline.after(SHORT).await(taken::isDone)).as("taken over").isFalse();
      released.countDown();
      assertThat(Callers.result(taken)).isNotNull();
    }
  }

  @Test
  void aConnectionOlderThanTheTakeoverIsGoneWhenThePoolHasClosedIt() throws Exception {
    connections.holdsClose = true;
    try (HikariDataSource pool = new HikariDataSource(config)) {
      HikariPoolResource resource = HikariPoolResource.running(pool).build();

      assertThatIllegalStateException().isThrownBy(() -> resource.close(Deadline.after(SHORT)));

      released.countDown();
      resource.close(Deadline.after(Duration.ofSeconds(20)));
      // Or the pool would wait for its thread that makes connections.
      resource.gated.connects().open();
    }
  }

  private static boolean hasGates(HikariDataSource pool) {
    return new HikariInternals(new HikariAccess(pool).pool()).lock() instanceof CallerLock;
  }

  /**
   * Takes its time where it is told to, though its connections say at once that they are closed.
   */
  private final class HeldDataSource extends PGSimpleDataSource {
    private static final long serialVersionUID = 1;
    final AtomicInteger begun = new AtomicInteger();
    volatile boolean holdsSecond;
    volatile boolean holdsClose;

    @Override
    public Connection getConnection() throws SQLException {
      if (begun.incrementAndGet() == 2 && holdsSecond) {
        awaitRelease();
      }
      Connection made = super.getConnection();
      boolean[] closed = new boolean[1];
      return (Connection)
          Proxy.newProxyInstance(
              Connection.class.getClassLoader(),
              new Class<?>[] {Connection.class},
              (proxy, method, arguments) -> {
                if (method.getName().equals("isClosed") && closed[0]) {
                  return true;
                }
                if (method.getName().equals("close") && holdsClose) {
                  closed[0] = true;
                  awaitRelease();
                }
                try {
                  return method.invoke(made, arguments);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              });
    }

    private void awaitRelease() throws SQLException {
      try {
        released.await();
      } catch (InterruptedException e) {
        throw new SQLException(e);
      }
    }
  }
}

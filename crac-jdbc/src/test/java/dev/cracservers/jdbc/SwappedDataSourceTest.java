// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cracservers.core.Deadline;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** Callers that are inside a pool that counts its borrowed connections when its gate is shut. */
@Timeout(60)
final class SwappedDataSourceTest {
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final Duration LONG = Duration.ofSeconds(20);

  private final Callers callers = new Callers();
  private final AtomicInteger counted = new AtomicInteger();
  private final SlowPool slow = new SlowPool();
  private final SwappedPool<DataSource> pool =
      new SwappedPool<>(
          "orders", () -> slow, closed -> {}, any -> one -> counted.get(), new PoolDescriptors());
  private final SwappedDataSource dataSource = new SwappedDataSource("orders", pool, LONG);

  @BeforeEach
  void open() throws SQLException {
    // The first caller opens the pool.
    dataSource.getConnection().close();
  }

  @AfterEach
  void end() {
    slow.released.countDown();
    callers.close();
  }

  @Test
  void whoIsOnTheWayIsWaitedForThoughNothingIsCounted() throws Exception {
    Future<Boolean> caller = callers.begin(this::borrow);
    slow.entered.await();

    dataSource.callers().shut();

    assertThat(Deadline.after(SHORT).await(dataSource::takeIfIdle)).isFalse();
    assertThat(dataSource.waiting()).isEqualTo(1);
    slow.released.countDown();
    assertThat(Callers.result(caller)).isTrue();
    assertThat(Deadline.after(LONG).await(dataSource::takeIfIdle)).isTrue();
    assertThat(dataSource.waiting()).isZero();
  }

  @Test
  void whatTheyHaveBorrowedByThenIsWaitedForToo() throws Exception {
    counted.set(1);
    dataSource.callers().shut();

    assertThat(Deadline.after(SHORT).await(dataSource::takeIfIdle)).isFalse();
    counted.set(0);

    assertThat(Deadline.after(LONG).await(dataSource::takeIfIdle)).isTrue();
  }

  @Test
  void whoWaitsAtTheGateIsNotOnTheWay() throws Exception {
    dataSource.callers().shut();
    Future<Boolean> caller = callers.begin(this::borrow);
    PostgresPool.await("the caller waits", () -> dataSource.callers().waiting() == 1);

    assertThat(Deadline.after(LONG).await(dataSource::takeIfIdle)).isTrue();
    assertThat(dataSource.waiting()).isZero();

    pool.putBack();
    slow.released.countDown();
    dataSource.callers().open();
    assertThat(Callers.result(caller)).isTrue();
  }

  @Test
  void whatAPoolSaysThatIsBeingClosedIsNotPassedOn() throws Exception {
    slow.failure = new SQLException("closing");
    Future<Boolean> caller = callers.begin(this::borrow);
    slow.entered.await();
    dataSource.callers().shut();
    dataSource.callers().open();
    slow.released.countDown();

    // The caller has tried once more, and the second failure does not come from a checkpoint.
    assertThatExceptionOfType(SQLException.class)
        .isThrownBy(() -> Callers.result(caller))
        .withMessage("closing");
    assertThat(slow.calls).hasValue(3);
  }

  @Test
  void whatAPoolSaysOtherwiseIs() throws Exception {
    slow.failure = new SQLException("no database");
    slow.released.countDown();

    assertThatExceptionOfType(SQLException.class)
        .isThrownBy(this::borrow)
        .withMessage("no database");
    assertThat(slow.calls).hasValue(2);
  }

  @Test
  void aVirtualThreadIsWaitedFor() throws Exception {
    Optional<Method> start = virtualThreads();
    assumeTrue(start.isPresent(), "this Java has no virtual threads");
    CompletableFuture<Boolean> caller = new CompletableFuture<>();
    start.orElseThrow().invoke(null, (Runnable) () -> complete(caller, this::borrow));
    slow.entered.await();

    dataSource.callers().shut();

    assertThat(Deadline.after(SHORT).await(dataSource::takeIfIdle)).isFalse();
    slow.released.countDown();
    assertThat(Callers.result(caller)).isTrue();
    assertThat(Deadline.after(LONG).await(dataSource::takeIfIdle)).isTrue();
  }

  private boolean borrow() throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      return connection.isValid(1);
    }
  }

  private static void complete(CompletableFuture<Boolean> future, Callable<Boolean> work) {
    try {
      future.complete(work.call());
    } catch (Exception e) {
      future.completeExceptionally(e);
    }
  }

  private static Optional<Method> virtualThreads() {
    try {
      return Optional.of(Thread.class.getMethod("startVirtualThread", Runnable.class));
    } catch (NoSuchMethodException e) {
      return Optional.empty();
    }
  }

  /** Gives the first connection at once, and others when they are released. */
  private static final class SlowPool extends PGSimpleDataSource {
    private static final long serialVersionUID = 1;
    final CountDownLatch entered = new CountDownLatch(1);
    final CountDownLatch released = new CountDownLatch(1);
    final AtomicInteger calls = new AtomicInteger();
    volatile @Nullable SQLException failure;

    @Override
    public Connection getConnection() throws SQLException {
      if (calls.incrementAndGet() > 1) {
        entered.countDown();
        awaitRelease();
      }
      SQLException said = failure;
      if (said != null) {
        throw said;
      }
      return (Connection)
          Proxy.newProxyInstance(
              Connection.class.getClassLoader(),
              new Class<?>[] {Connection.class},
              (proxy, method, arguments) -> method.getName().equals("isValid") ? true : null);
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

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalDataSourceListener;
import io.agroal.api.configuration.AgroalDataSourceConfiguration.DataSourceImplementation;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is relied on of Agroal. */
@Timeout(60)
final class AgroalFlushTest {

  @Test
  void aFlushThatIsLateIsWaitedFor() throws Exception {
    try (AgroalDataSource pool = pool(DataSourceImplementation.AGROAL)) {
      AgroalInternals internals = new AgroalInternals("notes", pool);
      AgroalFlush flush = new AgroalFlush(pool, internals);
      CountDownLatch released = new CountDownLatch(1);
      internals.housekeeping().execute(() -> await(released));
      Thread waiting = thread(flush::awaitEnd);
      Connection borrowed = pool.getConnection();
      assertThat(internals.borrowed()).isEqualTo(1);

      flush.begin();
      flush.begin();
      waiting.start();

      awaitWaiting(waiting);
      released.countDown();
      waiting.join();
      borrowed.close();
      assertThat(internals.borrowed()).isZero();
    }
  }

  @Test
  void aPoolThatIsClosedRightAfterItHasLostNoConnection() throws Exception {
    CountDownLatch flushed = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    AtomicInteger closed = new AtomicInteger();
    AgroalDataSourceListener listener =
        new AgroalDataSourceListener() {
          @Override
          public void onConnectionFlush(Connection connection) {
            AgroalFlushTest.await(flushed);
          }

          @Override
          public void beforeConnectionDestroy(Connection connection) {
            AgroalFlushTest.await(released);
          }

          @Override
          public void onConnectionDestroy(Connection connection) {
            closed.incrementAndGet();
          }
        };
    try (AgroalDataSource pool = pool(DataSourceImplementation.AGROAL, listener)) {
      pool.getConnection().close();
      AgroalInternals internals = new AgroalInternals("notes", pool);
      AgroalFlush flush = new AgroalFlush(pool, internals);
      AtomicInteger closedByThen = new AtomicInteger(-1);
      Thread flushing =
          thread(
              () -> {
                flush.run();
                closedByThen.set(closed.get());
              });
      flushing.start();
      awaitWaiting(flushing);
      flushed.countDown();
      // The end of the flush first, then that of the closing: nothing else is asked of that thread.
      PostgresPool.await(
          "asks again, or has ended",
          () -> queued(internals) == 1 || flushing.getState() == Thread.State.TERMINATED);

      released.countDown();
      flushing.join();
      assertThat(closedByThen).hasValue(1);
    }
    assertThat(closed).hasValue(1);
  }

  @Test
  void aPoolThatIsClosedMeanwhileIsNotWaitedFor() throws Exception {
    AgroalDataSource pool = pool(DataSourceImplementation.AGROAL);
    AgroalInternals internals = new AgroalInternals("notes", pool);
    AgroalFlush flush = new AgroalFlush(pool, internals);
    CountDownLatch released = new CountDownLatch(1);
    internals.housekeeping().execute(() -> await(released));
    Thread flushing = thread(flush::run);
    flushing.start();
    awaitWaiting(flushing);

    pool.close();

    flushing.join();
    released.countDown();
    flush.run();
  }

  @Test
  void whatIsNoPoolIsRefused() throws Exception {
    try (AgroalDataSource none = pool(DataSourceImplementation.AGROAL_POOLLESS)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> AgroalPool.inPlace("notes", none))
          .withMessageContaining("pool notes: this pool of Agroal")
          .withMessageContaining("DataSourceResource.over(...)");
    }
  }

  private interface Waiting {
    void run() throws InterruptedException;
  }

  private static Thread thread(Waiting task) {
    return new Thread(
        () -> {
          try {
            task.run();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int queued(AgroalInternals internals) {
    return ((ThreadPoolExecutor) internals.housekeeping()).getQueue().size();
  }

  private static void awaitWaiting(Thread thread) throws InterruptedException {
    PostgresPool.await("waits", () -> thread.getState() == Thread.State.TIMED_WAITING);
  }

  private static AgroalDataSource pool(
      DataSourceImplementation kind, AgroalDataSourceListener... listeners) throws SQLException {
    return AgroalDataSource.from(
        new AgroalDataSourceConfigurationSupplier()
            .dataSourceImplementation(kind)
            .connectionPoolConfiguration(
                pool ->
                    pool.maxSize(2)
                        .connectionFactoryConfiguration(
                            connection -> connection.jdbcUrl("jdbc:h2:mem:"))),
        listeners);
  }
}

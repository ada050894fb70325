// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalDataSourceConfiguration.DataSourceImplementation;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
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
      internals
          .housekeeping()
          .execute(
              () -> {
                try {
                  released.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      Thread waiting = new Thread(() -> awaitEnd(flush));
      Connection borrowed = pool.getConnection();
      assertThat(internals.borrowed()).isEqualTo(1);

      flush.begin();
      flush.begin();
      waiting.start();

      PostgresPool.await("waits", () -> waiting.getState() == Thread.State.WAITING);
      released.countDown();
      waiting.join();
      borrowed.close();
      assertThat(internals.borrowed()).isZero();
    }
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

  private static void awaitEnd(AgroalFlush flush) {
    try {
      flush.awaitEnd();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static AgroalDataSource pool(DataSourceImplementation kind) throws SQLException {
    return AgroalDataSource.from(
        new AgroalDataSourceConfigurationSupplier()
            .dataSourceImplementation(kind)
            .connectionPoolConfiguration(
                pool ->
                    pool.maxSize(2)
                        .connectionFactoryConfiguration(
                            connection -> connection.jdbcUrl("jdbc:h2:mem:"))));
  }
}

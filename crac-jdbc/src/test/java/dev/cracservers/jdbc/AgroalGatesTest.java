// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cracservers.core.Deadline;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalDataSourceListener;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.pool.ConnectionHandler;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Callers of a pool of Agroal who meet its gates in unlucky moments. */
@Timeout(60)
final class AgroalGatesTest {
  private static final int SIZE = 2;
  private static final Duration SHORT = Duration.ofMillis(200);

  private final Callers callers = new Callers();
  private final AtomicInteger blocked = new AtomicInteger();
  private AgroalDataSource pool;
  private AgroalInternals internals;
  private AgroalPermits permits;

  @BeforeEach
  void open() throws SQLException {
    pool =
        AgroalDataSource.from(
            new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(
                    one ->
                        one.maxSize(SIZE)
                            .acquisitionTimeout(Duration.ofSeconds(20))
                            .connectionFactoryConfiguration(
                                connection -> connection.jdbcUrl("jdbc:h2:mem:"))),
            new AgroalDataSourceListener() {
              @Override
              public void beforePoolBlock(long timeout) {
                blocked.incrementAndGet();
              }
            });
    internals = new AgroalInternals("orders", pool);
    permits = new AgroalPermits(internals, configuration());
  }

  @AfterEach
  void close() {
    callers.close();
    pool.close();
  }

  @Test
  void whoComesPastTheFirstGateWaitsAndIsServedOnceThereMayBeConnections() throws Exception {
    permits.shut();
    Future<Integer> one = callers.begin(this::borrow);
    Future<Integer> other = callers.begin(this::borrow);

    PostgresPool.await("both wait", () -> internals.queue().getWaitingConsumerCount() == 2);
    assertThat(internals.handlers()).isEmpty();
    permits.open();

    assertThat(Callers.result(one)).isPositive();
    assertThat(Callers.result(other)).isPositive();
    assertThat(permits.inProgress()).isZero();
    assertThat(configuration().maxSize()).isEqualTo(SIZE);
  }

  @Test
  void whoHasSeenThatThereIsRoomGetsNoPermit() throws Exception {
    permits.shut();
    // As it was when the caller looked.
    internals.setMaxSize(SIZE);
    Future<Integer> caller = callers.begin(this::borrow);

    assertThat(Deadline.after(SHORT).await(() -> !internals.handlers().isEmpty())).isFalse();
    assertThat(permits.inProgress()).isZero();
    permits.open();

    assertThat(Callers.result(caller)).isPositive();
  }

  @Test
  void whoWaitsForABorrowedConnectionLooksAgainOnceIfThePoolWasShut() throws Exception {
    try (Connection one = pool.getConnection();
        Connection two = pool.getConnection()) {
      assertThat(one).isNotSameAs(two);
      Future<Integer> waiting = callers.begin(this::borrow);
      PostgresPool.await("it waits", () -> internals.queue().getWaitingConsumerCount() == 1);
      int before = blocked.get();

      permits.open();

      assertThat(Deadline.after(SHORT).await(() -> blocked.get() > before)).isFalse();
      permits.shut();
      permits.open();
      PostgresPool.await("it has looked again", () -> blocked.get() > before);
      assertThat(Deadline.after(SHORT).await(() -> blocked.get() > before + 1)).isFalse();
      assertThat(waiting).isNotDone();
    }
  }

  @Test
  void whatIsGivenBackWhileThereMayBeNoneIsClosed() throws Exception {
    configuration().setMinSize(1);
    Connection borrowed = pool.getConnection();
    permits.shut();
    assertThat(internals.isBorrowed(internals.handlers().get(0))).isTrue();

    borrowed.close();

    assertThat(internals.handlers()).isEmpty();
    permits.open();
    assertThat(configuration().minSize()).isEqualTo(1);
    assertThat(borrow()).isPositive();
  }

  @Test
  void shuttingAndOpeningTwiceIsLikeOnce() throws Exception {
    permits.shut();
    permits.shut();
    permits.open();
    permits.open();

    assertThat(permits.inProgress()).isZero();
    assertThat(borrow()).isPositive();
    assertThat(internals.handlers()).hasSize(1);
  }

  @Test
  void aCallerHeldBackGivesUpAfterTheTimeoutOfThePool() throws Exception {
    configuration().setAcquisitionTimeout(SHORT);
    AgroalGate gate =
        AgroalGate.inPlaceOf(internals.cache(), "orders", configuration()::acquisitionTimeout);
    internals.replaceCache(gate);
    assertThat(borrow()).isPositive();
    gate.callers().shut();

    // Which has a connection in its cache.
    assertThatExceptionOfType(SQLTransientConnectionException.class)
        .isThrownBy(this::borrow)
        .withMessageContaining("pool orders is closed for a checkpoint for more than 200 ms")
        .withMessageContaining("acquisitionTimeout");

    gate.reset();
    assertThatExceptionOfType(SQLTransientConnectionException.class).isThrownBy(this::borrow);
    gate.callers().open();
    assertThat(borrow()).isPositive();
  }

  @Test
  void aPoolWithoutTimeoutHoldsCallersBackForAsLongAsItTakes() throws Exception {
    configuration().setAcquisitionTimeout(Duration.ZERO);
    AgroalGate gate =
        AgroalGate.inPlaceOf(internals.cache(), "orders", configuration()::acquisitionTimeout);
    internals.replaceCache(gate);
    gate.callers().shut();
    Future<Integer> caller = callers.begin(this::borrow);
    PostgresPool.await("the caller waits", () -> gate.callers().waiting() == 1);

    assertThat(Deadline.after(SHORT).await(caller::isDone)).isFalse();
    gate.callers().open();

    assertThat(Callers.result(caller)).isPositive();
  }

  @Test
  void aProofThatTakesTooLongLeavesNoConnectionBorrowed() throws Exception {
    RunningAgroal running = new RunningAgroal(pool, internals, permits, new CallerGate());
    permits.shut();
    assertThatExceptionOfType(SQLTransientConnectionException.class)
        .isThrownBy(() -> running.borrow(SHORT))
        .withMessageContaining("200 ms");
    permits.open();

    PostgresPool.await(
        "it was made and given back",
        () -> internals.handlers().size() == 1 && running.borrowed() == 0);
  }

  @Test
  void aConnectionThatIsFoundInvalidMakesWayForAnother() throws Exception {
    configuration().setMinSize(1);
    RunningAgroal running = new RunningAgroal(pool, internals, permits, new CallerGate());
    pool.getConnection().close();
    ConnectionHandler invalid = internals.handlers().get(0);

    running.evict();

    PostgresPool.await(
        "another is made",
        () -> internals.handlers().size() == 1 && internals.handlers().get(0) != invalid);
  }

  private AgroalConnectionPoolConfiguration configuration() {
    return pool.getConfiguration().connectionPoolConfiguration();
  }

  private int borrow() throws SQLException {
    try (Connection connection = pool.getConnection()) {
      return Integer.parseInt(Database.ask(connection, "SELECT 1"));
    }
  }
}

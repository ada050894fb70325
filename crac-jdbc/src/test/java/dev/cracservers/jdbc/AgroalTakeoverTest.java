// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import static dev.cracservers.core.CheckpointSettings.defaults;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cracservers.core.CheckpointException;
import dev.cracservers.core.CheckpointReport;
import dev.cracservers.core.CheckpointReport.Outcome;
import dev.cracservers.core.CheckpointSettings.OnDrainTimeout;
import dev.cracservers.core.Phase;
import dev.cracservers.testkit.Moment;
import dev.cracservers.testkit.Rehearsal;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.cache.ConnectionCache;
import io.agroal.api.cache.LocalConnectionCache;
import io.agroal.api.configuration.AgroalDataSourceConfiguration.DataSourceImplementation;
import io.agroal.api.configuration.supplier.AgroalConnectionFactoryConfigurationSupplier;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.ds.PGSimpleDataSource;

/** What is asked of a pool of Agroal that runs already, and what it may rely on. */
@Timeout(60)
final class AgroalTakeoverTest {
  private static final int SIZE = 2;
  private static final String BACKEND = "SELECT pg_backend_pid()";

  private volatile String database = "postgres";
  private volatile String password = "at the start";
  private final AgroalConnectionFactoryConfigurationSupplier connections =
      new AgroalConnectionFactoryConfigurationSupplier()
          .jdbcUrl(Postgres.url(Postgres.port(), "postgres"))
          .principal(new NamePrincipal("postgres"));
  private final AgroalDataSourceConfigurationSupplier configuration =
      new AgroalDataSourceConfigurationSupplier()
          .connectionPoolConfiguration(
              pool -> pool.maxSize(SIZE).acquisitionTimeout(Duration.ofSeconds(20)));

  @Test
  void suppliersTakeThePlaceOfWhatThePoolWasConfiguredWith() throws Exception {
    Postgres.run("CREATE DATABASE elsewhere");
    Postgres.run("CREATE ROLE taken LOGIN PASSWORD 'at the start'");
    connections.principal(new NamePrincipal("taken")).credential(new SimplePassword(password));
    try (AgroalDataSource pool = open()) {
      AgroalPoolResource resource =
          AgroalPoolResource.running("orders", pool)
              .url(() -> Postgres.url(Postgres.port(), database))
              .password(() -> password)
              .property("ApplicationName", () -> "in " + database)
              .build();
      assertThat(credentials(pool)).isEmpty();
      try (Rehearsal rehearsal = Rehearsal.of(resource, defaults())) {
        rehearsal.at(
            Moment.FROZEN,
            () -> {
              Postgres.run("ALTER ROLE taken PASSWORD 'rotated'");
              password = "rotated";
              database = "elsewhere";
            });
        rehearsal.checkpoint();

        assertThat(ask(pool, "SELECT current_user || ' ' || current_database()"))
            .isEqualTo("taken elsewhere");
        assertThat(ask(pool, "SELECT current_setting('application_name')"))
            .isEqualTo("in elsewhere");
      }
    } finally {
      Postgres.run("DROP DATABASE elsewhere");
      Postgres.run("DROP ROLE taken");
    }
  }

  static Stream<Supplier<ConnectionCache>> caches() {
    return Stream.of(
        LocalConnectionCache::single,
        LocalConnectionCache::full,
        () -> LocalConnectionCache.fixed(2),
        ConnectionCache::none);
  }

  @ParameterizedTest
  @MethodSource("caches")
  void withoutSuppliersItKeepsWhatItHas(Supplier<ConnectionCache> cache) throws Exception {
    configuration.connectionPoolConfiguration(
        pool -> pool.minSize(SIZE).connectionCache(cache.get()));
    try (AgroalDataSource pool = open();
        Rehearsal rehearsal =
            Rehearsal.of(AgroalPoolResource.running("orders", pool).build(), defaults())) {
      AgroalInternals internals = new AgroalInternals("orders", pool);
      String before = ask(pool, BACKEND);
      for (int cycle = 0; cycle < 3; cycle++) {
        rehearsal.checkpoint();

        PostgresPool.await("it is filled", () -> internals.handlers().size() == SIZE);
        String after = ask(pool, BACKEND);
        assertThat(after).isNotEqualTo(before);
        // From the cache of this thread, if there is one.
        assertThat(ask(pool, BACKEND)).isEqualTo(after);
        before = after;
      }
      assertThat(pool.getConfiguration().connectionPoolConfiguration().minSize()).isEqualTo(SIZE);
      assertThat(pool.getConfiguration().connectionPoolConfiguration().maxSize()).isEqualTo(SIZE);
    }
  }

  @Test
  void aCheckpointThatIsRefusedHasTouchedNoConnection() throws Exception {
    try (AgroalDataSource pool = open();
        Rehearsal rehearsal = rehearse(pool, OnDrainTimeout.ABORT)) {
      try (Connection borrowed = pool.getConnection()) {
        String before = ask(pool, BACKEND);

        assertThatThrownBy(rehearsal::checkpoint)
            .isInstanceOf(CheckpointException.class)
            .hasMessageContaining("pool orders after")
            .hasMessageContaining("connections still borrowed: 1")
            .hasMessageContaining("onBorrowedTimeout(FORCE)");

        assertThat(Database.ask(borrowed, "SELECT 1")).isEqualTo("1");
        assertThat(ask(pool, BACKEND)).isEqualTo(before);
      }
    }
  }

  @Test
  void aConnectionThatIsOlderThanTheTakeoverCanBeCut() throws Exception {
    try (AgroalDataSource pool = open()) {
      Connection older = pool.getConnection();
      Rehearsal rehearsal = rehearse(pool, OnDrainTimeout.FORCE);
      CheckpointReport report = rehearsal.checkpoint();

      assertThat(report.count("cut")).isEqualTo(1);
      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(() -> Database.ask(older, "SELECT 1"));
      older.close();
      try (Connection one = pool.getConnection();
          Connection two = pool.getConnection()) {
        assertThat(Database.ask(one, BACKEND)).isNotEqualTo(Database.ask(two, BACKEND));
      } finally {
        rehearsal.close();
      }
    }
  }

  @Test
  void aPlaceThatIsGivenBackWhileThePoolIsProvedIsTaken() throws Exception {
    configuration.connectionPoolConfiguration(
        pool -> pool.maxSize(1).acquisitionTimeout(Duration.ZERO));
    try (AgroalDataSource pool = open();
        Callers callers = new Callers()) {
      AgroalInternals internals = new AgroalInternals("orders", pool);
      Connection cut = pool.getConnection();
      try (Rehearsal rehearsal = rehearse(pool, OnDrainTimeout.FORCE)) {
        rehearsal.at(
            Moment.FROZEN,
            () -> {
              Future<Boolean> unused =
                  callers.begin(
                      () -> {
                        PostgresPool.await(
                            "the proof waits",
                            () -> internals.queue().getWaitingConsumerCount() == 1);
                        cut.close();
                        return true;
                      });
            });

        assertThat(rehearsal.checkpoint().outcome()).isEqualTo(Outcome.RESTORED);
      }
    }
  }

  @Test
  void aPoolThatTheApplicationHasClosedIsLeftAlone() throws Exception {
    AgroalDataSource pool = open();
    try (Rehearsal rehearsal = rehearse(pool, OnDrainTimeout.ABORT)) {
      pool.close();

      rehearsal.checkpoint();

      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(pool::getConnection)
          .withMessageContaining("closed");
    }
  }

  @Test
  void onePoolIsOneResource() throws Exception {
    try (AgroalDataSource pool = open()) {
      AgroalPoolResource resource = AgroalPoolResource.running("orders", pool).build();
      assertThat(resource.name()).isEqualTo("orders");
      assertThat(resource.dataSource()).isSameAs(pool);

      assertThatIllegalArgumentException()
          .isThrownBy(() -> AgroalPoolResource.running("again", pool).build())
          .withMessageContaining("pool again goes through checkpoints already");
    }
  }

  @Test
  void aPasswordThatWouldStayIsRefused() throws Exception {
    connections.credential(new SimplePassword("opensesame"));
    try (AgroalDataSource pool = open()) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> AgroalPoolResource.running("orders", pool).user(() -> "postgres").build())
          .withMessageContaining("password(() -> ...)")
          .withMessageNotContaining("opensesame");
      assertThat(credentials(pool)).hasSize(1);
    }
  }

  @Test
  void aDatabaseInMemoryIsRefused() throws Exception {
    connections.jdbcUrl("jdbc:h2:mem:taken");
    assertRefused("jdbc:h2:mem:taken lives in this process");
  }

  @Test
  void connectionsThatNoDriverMakesAreRefused() throws Exception {
    connections.connectionProviderClass(PGSimpleDataSource.class);
    assertRefused("PGSimpleDataSource, which is no driver");
  }

  @Test
  void whatIsNoPoolIsRefused() throws Exception {
    configuration.dataSourceImplementation(DataSourceImplementation.AGROAL_POOLLESS);
    assertRefused("DataSourceResource.over(...)");
  }

  private void assertRefused(String why) throws SQLException {
    try (AgroalDataSource pool = open()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> AgroalPoolResource.running("orders", pool).build())
          .withMessageContaining("pool orders:")
          .withMessageContaining(why);
    }
  }

  private static Collection<Object> credentials(AgroalDataSource pool) {
    return pool.getConfiguration()
        .connectionPoolConfiguration()
        .connectionFactoryConfiguration()
        .credentials();
  }

  private AgroalDataSource open() throws SQLException {
    return AgroalDataSource.from(
        configuration.connectionPoolConfiguration(
            pool -> pool.connectionFactoryConfiguration(connections)));
  }

  private static Rehearsal rehearse(AgroalDataSource pool, OnDrainTimeout answer) {
    return Rehearsal.of(
        AgroalPoolResource.running("orders", pool).onBorrowedTimeout(answer).build(),
        defaults().withDeadline(Phase.CLOSE, Duration.ofSeconds(1)));
  }

  private static String ask(AgroalDataSource pool, String query) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      return Database.ask(connection, query);
    }
  }
}

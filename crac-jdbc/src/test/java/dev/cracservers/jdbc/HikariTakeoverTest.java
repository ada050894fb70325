// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import static dev.cracservers.core.CheckpointSettings.defaults;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.cracservers.core.CheckpointReport;
import dev.cracservers.core.CheckpointSettings.OnDrainTimeout;
import dev.cracservers.core.Phase;
import dev.cracservers.testkit.Moment;
import dev.cracservers.testkit.Rehearsal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** What is asked of a HikariCP pool that runs already, and what it may rely on. */
@Timeout(60)
final class HikariTakeoverTest {

  @Test
  void suppliersTakeThePlaceOfWhatThePoolWasConfiguredWith() throws Exception {
    Postgres.run("CREATE ROLE taken LOGIN PASSWORD 'at the start'");
    AtomicReference<String> password = new AtomicReference<>("at the start");
    HikariConfig config = config();
    config.setUsername("taken");
    config.setPassword(password.get());
    try (HikariDataSource pool = new HikariDataSource(config)) {
      HikariPoolResource resource =
          HikariPoolResource.running(pool).password(password::get).build();
      try (Rehearsal rehearsal = Rehearsal.of(resource, defaults())) {
        rehearsal.at(
            Moment.FROZEN,
            () -> {
              Postgres.run("ALTER ROLE taken PASSWORD 'rotated'");
              password.set("rotated");
            });
        rehearsal.checkpoint();

        assertThat(pool.getPassword()).isNull();
        try (Connection connection = pool.getConnection()) {
          assertThat(Database.ask(connection, "SELECT current_user")).isEqualTo("taken");
        }
      }
    } finally {
      Postgres.run("DROP ROLE taken");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void withoutSuppliersItKeepsWhatItHas(boolean suspendable) throws Exception {
    HikariConfig config = config();
    config.setJdbcUrl(null);
    PGSimpleDataSource driver = new PGSimpleDataSource();
    driver.setUrl(Database.POSTGRES.url(Postgres.port()));
    config.setDataSource(driver);
    config.setAllowPoolSuspension(suspendable);
    try (HikariDataSource pool = new HikariDataSource(config)) {
      try (Rehearsal rehearsal =
          Rehearsal.of(HikariPoolResource.running(pool).build(), defaults())) {
        for (int cycle = 0; cycle < 3; cycle++) {
          rehearsal.checkpoint();
          try (Connection connection = pool.getConnection()) {
            assertThat(Database.ask(connection, "SELECT current_user")).isEqualTo("postgres");
          }
        }
      }
      assertThat(pool.getHikariPoolMXBean().getThreadsAwaitingConnection()).isZero();
      if (suspendable) {
        pool.getHikariPoolMXBean().suspendPool();
        pool.getHikariPoolMXBean().resumePool();
      } else {
        assertThatIllegalStateException()
            .isThrownBy(() -> pool.getHikariPoolMXBean().suspendPool())
            .withMessageContaining("not suspendable");
      }
    }
  }

  @Test
  void aConnectionThatIsOlderThanTheTakeoverCanBeCut() throws Exception {
    try (HikariDataSource pool = new HikariDataSource(config());
        Connection older = pool.getConnection()) {
      HikariPoolResource resource =
          HikariPoolResource.running(pool).onBorrowedTimeout(OnDrainTimeout.FORCE).build();
      try (Rehearsal rehearsal =
          Rehearsal.of(resource, defaults().withDeadline(Phase.CLOSE, Duration.ofSeconds(1)))) {
        CheckpointReport report = rehearsal.checkpoint();

        assertThat(report.count("cut")).isEqualTo(1);
        assertThatExceptionOfType(SQLException.class)
            .isThrownBy(() -> Database.ask(older, "SELECT 1"));
      }
    }
  }

  @Test
  void onePoolIsOneResource() {
    try (HikariDataSource pool = new HikariDataSource(config())) {
      assertThat(HikariPoolResource.running(pool).build().name()).isEqualTo(pool.getPoolName());

      assertThatIllegalArgumentException()
          .isThrownBy(() -> HikariPoolResource.running(pool).build())
          .withMessageContaining("goes through checkpoints already");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> HikariPoolResource.builder(pool))
          .withMessageContaining("HikariPoolResource.running(pool)");
    }
  }

  @Test
  void aPasswordThatWouldStayIsRefused() {
    HikariConfig config = config();
    config.setPassword("opensesame");
    try (HikariDataSource pool = new HikariDataSource(config)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> HikariPoolResource.running(pool).user(() -> "postgres").build())
          .withMessageContaining("password(() -> ...)")
          .withMessageNotContaining("opensesame");
    }
  }

  @Test
  void aDatabaseInMemoryIsRefused() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:h2:mem:taken");
    try (HikariDataSource pool = new HikariDataSource(config)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> HikariPoolResource.running(pool).build())
          .withMessageContaining("jdbc:h2:mem:taken lives in this process");
    }
  }

  @Test
  void aPoolWithoutDatabaseIsRefused() {
    HikariConfig config = PostgresPool.config(2);
    config.setJdbcUrl("jdbc:postgresql://127.0.0.1:1/none");
    config.setConnectionTimeout(300);
    config.setInitializationFailTimeout(-1);
    try (HikariDataSource pool = new HikariDataSource(config)) {
      assertThatIllegalStateException()
          .isThrownBy(() -> HikariPoolResource.running(pool).build())
          .withMessageContaining("pool orders cannot be taken over");
    }
  }

  private static HikariConfig config() {
    HikariConfig config = PostgresPool.config(2);
    config.setJdbcUrl(Database.POSTGRES.url(Postgres.port()));
    config.setUsername("postgres");
    return config;
  }
}

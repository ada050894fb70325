// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import static dev.cracservers.core.CheckpointSettings.defaults;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cracservers.core.CheckpointException;
import dev.cracservers.core.CheckpointReport.Outcome;
import dev.cracservers.core.Phase;
import dev.cracservers.testkit.Moment;
import dev.cracservers.testkit.Rehearsal;
import java.lang.ref.WeakReference;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What changes while the image lies: passwords, roles, databases, driver properties. */
@Timeout(60)
final class HikariCredentialsTest {
  private volatile String database = "postgres";
  private volatile String user = "clerk";
  private volatile String password = "first";
  private volatile String application = "before";

  @BeforeAll
  static void createDatabaseAndRoles() throws SQLException {
    Postgres.run("CREATE DATABASE archive");
    Postgres.run("CREATE ROLE clerk LOGIN");
    Postgres.run("CREATE ROLE archivist LOGIN PASSWORD 'other'");
  }

  @BeforeEach
  void setPassword() throws SQLException {
    Postgres.run("ALTER ROLE clerk PASSWORD 'first'");
  }

  @Test
  void aPasswordRotatedWhileTheImageLies() throws Exception {
    AtomicInteger rotations = new AtomicInteger();
    try (PostgresPool pool = pool();
        Rehearsal rehearsal = Rehearsal.of(pool.resource(), defaults())) {
      rehearsal.at(
          Moment.FROZEN,
          () -> {
            password = "rotated " + rotations.incrementAndGet();
            Postgres.run("ALTER ROLE clerk PASSWORD '" + password + "'");
          });
      for (int cycle = 0; cycle < 3; cycle++) {
        assertThat(rehearsal.checkpoint().outcome()).isEqualTo(Outcome.RESTORED);
        pool.use();
      }
    }
  }

  @Test
  void anotherDatabaseRoleAndPropertyAtTheRestore() throws Exception {
    try (PostgresPool pool = pool();
        Rehearsal rehearsal = Rehearsal.of(pool.resource(), defaults())) {
      assertThat(whereAmI(pool)).isEqualTo("postgres clerk before");

      rehearsal.at(
          Moment.FROZEN,
          () -> {
            database = "archive";
            user = "archivist";
            password = "other";
            application = "after";
          });
      rehearsal.checkpoint();
      pool.awaitFilled(2);
      assertThat(whereAmI(pool)).isEqualTo("archive archivist after");

      rehearsal.at(
          Moment.FROZEN,
          () -> {
            database = "postgres";
            user = "clerk";
            password = "first";
          });
      rehearsal.checkpoint();
      assertThat(whereAmI(pool)).isEqualTo("postgres clerk after");
    }
  }

  @Test
  void aWrongPasswordAtTheRestoreIsNamedAndCanBeCorrected() throws Exception {
    try (PostgresPool pool = pool();
        Rehearsal rehearsal =
            Rehearsal.of(
                pool.resource(), defaults().withDeadline(Phase.REOPEN, Duration.ofMinutes(1)))) {
      rehearsal.at(Moment.FROZEN, () -> password = "guessed");

      CheckpointException failed =
          catchThrowableOfType(CheckpointException.class, rehearsal::checkpoint);

      assertThat(failed.report().outcome()).isEqualTo(Outcome.RESTORE_FAILED);
      assertThat(failed)
          .hasMessageContaining("pool orders")
          .hasMessageContaining("jdbc:postgresql://127.0.0.1:" + pool.relay().port() + "/postgres")
          .hasMessageMatching("(?s).*in \\d{1,5} ms, [12] attempts failed.*")
          .hasMessageContaining("password authentication failed for user \"clerk\"");
      assertThat(failed.getMessage()).doesNotContain("guessed");

      password = "first";
      pool.use();
      assertThat(rehearsal.reset().checkpoint().outcome()).isEqualTo(Outcome.RESTORED);
      pool.use();
    }
  }

  @Test
  void aPasswordInTheUrlOfTheRestoreIsRefused() throws Exception {
    try (PostgresPool pool = pool();
        Rehearsal rehearsal =
            Rehearsal.of(
                pool.resource(), defaults().withDeadline(Phase.REOPEN, Duration.ofMillis(300)))) {
      rehearsal.at(Moment.FROZEN, () -> database = "postgres?password=opensesame");

      CheckpointException failed =
          catchThrowableOfType(CheckpointException.class, rehearsal::checkpoint);

      assertThat(failed).hasMessageContaining("carries a password");
      assertThat(failed.getMessage()).doesNotContain("opensesame");
      database = "postgres";
      pool.use();
    }
  }

  @Test
  void aSupplierThatFailsAtTheRestoreIsNamed() throws Exception {
    AtomicReference<RuntimeException> failure = new AtomicReference<>();
    try (PostgresPool pool =
            PostgresPool.start(
                2,
                builder ->
                    builder
                        .user(() -> user)
                        .password(
                            () -> {
                              if (failure.get() != null) {
                                throw failure.get();
                              }
                              return password;
                            }));
        Rehearsal rehearsal =
            Rehearsal.of(
                pool.resource(), defaults().withDeadline(Phase.REOPEN, Duration.ofMillis(300)))) {
      rehearsal.at(
          Moment.FROZEN, () -> failure.set(new IllegalStateException("the vault is sealed")));

      CheckpointException failed =
          catchThrowableOfType(CheckpointException.class, rehearsal::checkpoint);

      assertThat(failed).hasMessageContaining("its password cannot be had: the vault is sealed");
    }
  }

  @Test
  void noPasswordIsReachableOnceThePoolIsClosed() throws Exception {
    List<WeakReference<String>> handedOut = new CopyOnWriteArrayList<>();
    try (PostgresPool pool =
            PostgresPool.start(
                2,
                builder ->
                    builder
                        .user(() -> user)
                        .password(
                            () -> {
                              String secret = String.valueOf(password.toCharArray());
                              handedOut.add(new WeakReference<>(secret));
                              return secret;
                            }));
        Rehearsal rehearsal = Rehearsal.of(pool.resource(), defaults())) {
      rehearsal.at(
          Moment.FROZEN,
          () ->
              PostgresPool.await(
                  "all copies are garbage",
                  () -> {
                    System.gc();
                    return handedOut.stream().allMatch(each -> each.get() == null);
                  }));
      for (int cycle = 0; cycle < 3; cycle++) {
        pool.awaitFilled(2);
        pool.use();
        rehearsal.checkpoint();
      }
      assertThat(handedOut).hasSizeGreaterThan(4);
    }
  }

  private PostgresPool pool() throws Exception {
    return PostgresPool.start(
        2,
        (builder, port) ->
            builder
                .url(() -> Postgres.url(port, database))
                .user(() -> user)
                .password(() -> password)
                .property("ApplicationName", () -> application));
  }

  private static String whereAmI(PostgresPool pool) throws SQLException {
    try (Connection connection = pool.dataSource().getConnection()) {
      return Database.ask(
          connection,
          "SELECT current_database() || ' ' || current_user || ' '"
              + " || current_setting('application_name')");
    }
  }
}

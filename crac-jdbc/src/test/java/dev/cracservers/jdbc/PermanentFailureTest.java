// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.net.ConnectException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class PermanentFailureTest {
  @ParameterizedTest
  @CsvSource({
    "28P01, 0, true", // PostgreSQL: the password
    "28000, 0, true", // PostgreSQL, H2: the user
    "28000, 1045, true", // MySQL, MariaDB
    "72000, 1017, true", // Oracle
    "S0001, 18456, true", // SQL Server
    "08001, 0, false", // refused
    "57P03, 0, false", // PostgreSQL is starting up
    "53300, 0, false", // too many connections
    "3D000, 0, false", // no such database, which may be created
    ", 0, false",
  })
  void refusedLoginsArePermanent(String state, int code, boolean permanent) {
    SQLException failure = new SQLException("no", state, code);
    assertThat(PermanentFailure.is(failure)).isEqualTo(permanent);
    assertThat(PermanentFailure.is(new SQLTransientConnectionException("timeout", failure)))
        .isEqualTo(permanent);
  }

  @Test
  void aMissingSettingIsPermanentAndADatabaseThatIsAwayIsNot() {
    assertThat(PermanentFailure.is(new NoSuchElementException("No value present"))).isTrue();
    assertThat(PermanentFailure.is(new SQLException(new ConnectException("refused")))).isFalse();
    assertThat(PermanentFailure.is(null)).isFalse();
  }

  @Test
  void aPoolOfAnyMakeIsTriedOnce() throws Exception {
    AtomicInteger attempts = new AtomicInteger();
    long begun = System.nanoTime();
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                DataSourceResource.over(
                        "orders",
                        () -> {
                          attempts.incrementAndGet();
                          throw new SQLException("the password is wrong", "28P01");
                        })
                    .closing(pool -> {})
                    .borrowTimeout(Duration.ofMinutes(10))
                    .build())
        .withMessageContaining("1 attempts failed")
        .withMessageContaining("the password is wrong");
    assertThat(attempts).hasValue(1);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMinutes(5));
  }

  @Test
  void whileAPoolIsProvedTheDatabaseIsAskedOnce() {
    ConnectRetry retry = new ConnectRetry();
    AtomicInteger attempts = new AtomicInteger();
    retry.begin();
    for (int i = 0; i < 3; i++) {
      try {
        retry.connect(
            () -> {
              attempts.incrementAndGet();
              throw new NoSuchElementException("db.password");
            });
      } catch (SQLException e) {
        assertThat(e.getMessage()).contains("a setting cannot be had", "db.password");
      }
    }
    assertThat(attempts).hasValue(1);
    assertThat(retry.failures()).isEqualTo(1);
  }
}

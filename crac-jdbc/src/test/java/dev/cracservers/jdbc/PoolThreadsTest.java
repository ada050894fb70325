// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.mchange.v2.c3p0.ComboPooledDataSource;
import dev.cracservers.core.Deadline;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Properties;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PoolThreadsTest {
  private static final String URL = "jdbc:never-yet:";

  @Test
  void areBusyUntilWhatWasBegunBeforeTheCloseIsDone() throws Exception {
    HeldDriver driver = new HeldDriver();
    DriverManager.registerDriver(driver);
    try {
      ComboPooledDataSource pool = new ComboPooledDataSource();
      pool.setJdbcUrl(URL);
      pool.setInitialPoolSize(1);
      pool.setAcquireRetryAttempts(1);
      PoolThreads threads = PoolThreads.of(pool);
      // Another pool of this kind may just have been closed.
      await(() -> threads.busy().isEmpty());
      Thread caller = new Thread(() -> borrow(pool), "caller");
      caller.start();
      await(() -> driver.connecting);

      pool.close();

      // Next to the one that destroys what the pool had.
      assertThat(threads.busy())
          .anyMatch(name -> name.contains("HelperThread"))
          .doesNotContain(caller.getName());
      driver.held = false;
      await(() -> threads.busy().isEmpty());
      caller.join();
    } finally {
      driver.held = false;
      DriverManager.deregisterDriver(driver);
    }
  }

  @Test
  void whoUsesAPoolOfTheSameKindIsNotOneOfThem() throws Exception {
    try (ComboPooledDataSource other = Pools.c3p0(Database.POSTGRES, Postgres.port());
        Connection connection = other.getConnection();
        Callers callers = new Callers()) {
      Future<String> call =
          callers.begin(() -> Database.ask(connection, "SELECT pg_sleep(60)::text"));
      await(() -> uses("com.mchange.v2."));

      await(() -> PoolThreads.of(other).busy().isEmpty());

      assertThat(call).isNotDone();
      Postgres.run(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%'"
              + " AND pid <> pg_backend_pid()");
      assertThatExceptionOfType(SQLException.class).isThrownBy(() -> Callers.result(call));
    }
  }

  /** Whether a query is being waited for on a thread of the application. */
  private static boolean uses(String pool) {
    return Thread.getAllStackTraces().values().stream()
        .map(Arrays::toString)
        .anyMatch(stack -> stack.contains("executeQuery") && stack.contains(pool));
  }

  @Test
  void ofAnUnknownPoolAreNotLookedFor() {
    assertThat(PoolThreads.of(null).busy()).isEmpty();
  }

  private static void borrow(ComboPooledDataSource pool) {
    try (Connection connection = pool.getConnection()) {
      throw new IllegalStateException("it was never connected: " + connection);
    } catch (SQLException closed) {
      // The pool gives up whoever waits when it is closed.
    }
  }

  private static void await(BooleanSupplier condition) throws Exception {
    assertThat(Deadline.after(Duration.ofSeconds(20)).await(condition)).isTrue();
  }

  /** Takes its time before it opens anything. */
  private static final class HeldDriver implements Driver {
    volatile boolean held = true;
    volatile boolean connecting;

    @Override
    public Connection connect(String url, Properties properties) throws SQLException {
      connecting = true;
      while (held) {
        Thread.onSpinWait();
      }
      throw new SQLException("it is too late");
    }

    @Override
    public boolean acceptsURL(String url) {
      return url.equals(URL);
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties properties) {
      return new DriverPropertyInfo[0];
    }

    @Override
    public int getMajorVersion() {
      return 1;
    }

    @Override
    public int getMinorVersion() {
      return 0;
    }

    @Override
    public boolean jdbcCompliant() {
      return false;
    }

    @Override
    public Logger getParentLogger() {
      return Logger.getGlobal();
    }
  }
}

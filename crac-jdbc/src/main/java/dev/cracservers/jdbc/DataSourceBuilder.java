// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import dev.cracservers.core.CheckpointSettings.OnDrainTimeout;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import javax.sql.XADataSource;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link DataSourceResource}. Not thread-safe.
 *
 * @param <D> the type of the pool
 */
public final class DataSourceBuilder<D extends DataSource> {

  /**
   * Closes a pool.
   *
   * @param <D> the type of the pool
   */
  @FunctionalInterface
  public interface Closing<D> {

    /**
     * Closes the pool; connections may still be closing on threads of the pool when it returns.
     *
     * @throws Exception if it cannot be closed; the checkpoint is then given up
     */
    void close(D pool) throws Exception;
  }

  /**
   * Counts the borrowed connections of a pool.
   *
   * @param <D> the type of the pool
   */
  @FunctionalInterface
  public interface Counting<D> {

    /**
     * Returns how many connections are with callers: each from before {@code getConnection} returns
     * it to after {@code close} is called on it. Called often during a drain, while the pool is
     * open.
     *
     * @throws SQLException if the pool cannot tell; the checkpoint is then given up
     */
    int borrowed(D pool) throws SQLException;
  }

  private final String name;
  private final Callable<D> opening;
  private @Nullable Closing<? super D> closing;
  private OnDrainTimeout onBorrowedTimeout = OnDrainTimeout.ABORT;
  private Duration borrowTimeout = Duration.ofSeconds(30);
  private @Nullable Counting<? super D> count;
  private boolean inProcess;
  private boolean running;

  DataSourceBuilder(String name, Callable<D> opening) {
    this.name = name;
    this.opening = opening;
  }

  /** Says how a pool is closed; by default as an {@link AutoCloseable}. */
  public DataSourceBuilder<D> closing(Closing<? super D> how) {
    closing = how;
    return this;
  }

  /**
   * Says what happens with connections that are still borrowed when the deadline of CLOSE ends: by
   * default the checkpoint is given up. Cut connections fail their owners; cutting begins when a
   * quarter of the deadline is left, of a short one half or a second. What may be cut is wrapped,
   * even where the pool counts.
   */
  public DataSourceBuilder<D> onBorrowedTimeout(OnDrainTimeout answer) {
    onBorrowedTimeout = answer;
    return this;
  }

  /**
   * Says for how long a caller is held back by a checkpoint, counting only the time this process
   * runs; by default 30 s.
   */
  public DataSourceBuilder<D> borrowTimeout(Duration timeout) {
    borrowTimeout = timeout;
    return this;
  }

  /**
   * Says that the database lives in the memory of this process and must be kept open; by default
   * its URL tells.
   */
  public DataSourceBuilder<D> inProcess() {
    inProcess = true;
    return this;
  }

  /**
   * Says that the pool handed over first is running already, so that connections to its database
   * that are open now count as its own.
   */
  public DataSourceBuilder<D> alreadyRunning() {
    running = true;
    return this;
  }

  /**
   * Says how the pool counts its borrowed connections, so that they need not be wrapped to be
   * counted; callers then get them as the pool makes them. By default HikariCP, DBCP 2, Tomcat
   * JDBC, c3p0, vibur and UCP are asked, and connections of other pools are wrapped.
   */
  public DataSourceBuilder<D> counting(Counting<? super D> how) {
    count = how;
    return this;
  }

  /**
   * Opens the pool and proves it with a connection, trying for as long as a caller would wait.
   *
   * @throws IllegalStateException if there is no connection by then
   * @throws IllegalArgumentException if it is not known how to close the pool
   */
  public DataSourceResource build() throws InterruptedException {
    PoolDescriptors descriptors = new PoolDescriptors();
    if (running) {
      descriptors.isRunning();
    }
    SwappedPool<D> pool =
        new SwappedPool<>(name, this::open, this::close, this::countingOf, descriptors);
    SwappedDataSource swapped = new SwappedDataSource(name, pool, borrowTimeout);
    DataSourceResource resource =
        new DataSourceResource(name, pool, swapped, descriptors, onBorrowedTimeout, inProcess);
    resource.start(borrowTimeout);
    return resource;
  }

  /** What may have to be cut has to be known; what need only be waited for, the pool may count. */
  private @Nullable Counting<? super D> countingOf(D pool) {
    if (onBorrowedTimeout == OnDrainTimeout.FORCE) {
      return null;
    }
    return count == null ? OwnCount.of(pool) : count;
  }

  private D open() throws Exception {
    D pool = opening.call();
    if (pool instanceof XADataSource) {
      throw new IllegalArgumentException(
          "pool "
              + name
              + ": a "
              + pool.getClass().getName()
              + " is an XADataSource. A branch that is prepared when the image is taken would be"
              + " decided in every restore, or in none: XA is not supported; close it before the"
              + " checkpoint, and have its transaction manager recover after the restore");
    }
    if (closing == null && !(pool instanceof AutoCloseable)) {
      throw new IllegalArgumentException(
          "pool "
              + name
              + ": a "
              + pool.getClass().getName()
              + " is not AutoCloseable: say how to close it with closing(pool -> ...)");
    }
    return pool;
  }

  private void close(D pool) throws Exception {
    if (closing != null) {
      closing.close(pool);
    } else {
      ((AutoCloseable) pool).close();
    }
    // By its name, since HikariCP need not be there.
    if (pool.getClass().getName().equals("com.zaxxer.hikari.HikariDataSource")) {
      HikariSecrets.forgetIn((HikariDataSource) pool);
    }
  }
}

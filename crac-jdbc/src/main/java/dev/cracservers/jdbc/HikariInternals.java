// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import com.zaxxer.hikari.pool.HikariPool;
import com.zaxxer.hikari.util.ConcurrentBag;
import com.zaxxer.hikari.util.ConcurrentBag.IConcurrentBagEntry;
import com.zaxxer.hikari.util.SuspendResumeLock;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The private fields of a running HikariCP pool that have to be read or replaced so that it goes
 * through checkpoints. Source: {@code HikariPool} and {@code PoolBase} of HikariCP 7.1.0. Nothing
 * is replaced before all of them have been found.
 */
final class HikariInternals {
  private final HikariPool pool;
  private final Field dataSource;
  private final Field lock;
  private final Field connection;
  private final ConcurrentBag<?> bag;
  private final ThreadPoolExecutor adder;
  private final ThreadPoolExecutor closer;

  /**
   * @throws IllegalArgumentException if this version of HikariCP has other fields, or they are not
   *     open to this class
   */
  HikariInternals(HikariPool pool) {
    this.pool = pool;
    Class<?> base = HikariPool.class.getSuperclass();
    dataSource = field(base, "dataSource", DataSource.class);
    lock = field(HikariPool.class, "suspendResumeLock", SuspendResumeLock.class);
    bag = (ConcurrentBag<?>) get(field(HikariPool.class, "connectionBag", ConcurrentBag.class));
    connection = field(entryType(), "connection", Connection.class);
    adder = executor("addConnectionExecutor");
    closer = executor("closeConnectionExecutor");
  }

  /** Returns where the pool gets its connections from. */
  DataSource dataSource() {
    return (DataSource) get(dataSource);
  }

  void replaceDataSource(DataSource replacement) {
    set(dataSource, replacement);
  }

  /** Returns what each caller of the pool goes through first. */
  SuspendResumeLock lock() {
    return (SuspendResumeLock) get(lock);
  }

  void replaceLock(SuspendResumeLock replacement) {
    set(lock, replacement);
  }

  /** Returns the physical connections that are borrowed or idle. */
  List<Connection> connections() {
    return Stream.of(IConcurrentBagEntry.STATE_IN_USE, IConcurrentBagEntry.STATE_NOT_IN_USE)
        .flatMap(state -> bag.values(state).stream())
        .map(entry -> (Connection) get(connection, entry))
        .toList();
  }

  /** Returns how many attempts to make a connection have ended. */
  long connectsEnded() {
    return adder.getCompletedTaskCount();
  }

  /** Returns whether no connection is being made; one look may come too early. */
  boolean looksIdle() {
    return isIdle(adder);
  }

  /** Returns whether no connection is being closed; one look may come too early. */
  boolean hasClosedAll() {
    return isIdle(closer);
  }

  private static boolean isIdle(ThreadPoolExecutor executor) {
    return executor.getQueue().isEmpty() && executor.getActiveCount() == 0;
  }

  private ThreadPoolExecutor executor(String name) {
    return (ThreadPoolExecutor) get(field(HikariPool.class, name, ThreadPoolExecutor.class));
  }

  private Class<?> entryType() {
    try {
      return Class.forName(HikariPool.class.getPackageName() + ".PoolEntry");
    } catch (ClassNotFoundException e) {
      throw unknown("PoolEntry is not to be had", e);
    }
  }

  private Field field(Class<?> owner, String name, Class<?> type) {
    try {
      Field field = owner.getDeclaredField(name);
      if (!field.getType().equals(type)) {
        throw unknown(owner.getSimpleName() + "." + name + " is a " + field.getType(), null);
      }
      field.setAccessible(true);
      return field;
    } catch (NoSuchFieldException | InaccessibleObjectException e) {
      throw unknown(owner.getSimpleName() + "." + name + " is not to be had", e);
    }
  }

  private Object get(Field field) {
    return get(field, pool);
  }

  private Object get(Field field, Object owner) {
    try {
      return field.get(owner);
    } catch (IllegalAccessException e) {
      throw unknown(field.getName() + " cannot be read", e);
    }
  }

  private void set(Field field, Object value) {
    try {
      field.set(pool, value);
    } catch (IllegalAccessException e) {
      throw unknown(field.getName() + " cannot be replaced", e);
    }
  }

  private IllegalArgumentException unknown(String what, @Nullable Exception cause) {
    String version = HikariPool.class.getPackage().getImplementationVersion();
    return new IllegalArgumentException(
        "pool "
            + pool
            + ": this HikariCP ("
            + (version == null ? "of unknown version" : version)
            + ") cannot be taken over while it runs: "
            + what
            + ". Build the pool with HikariPoolResource.builder(config), or take HikariCP 7.1; on"
            + " the module path, open com.zaxxer.hikari/com.zaxxer.hikari.pool to"
            + " dev.cracservers.jdbc",
        cause);
  }
}

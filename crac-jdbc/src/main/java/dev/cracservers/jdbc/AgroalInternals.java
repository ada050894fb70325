// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.cache.ConnectionCache;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration;
import io.agroal.pool.ConnectionFactory;
import io.agroal.pool.ConnectionHandler;
import io.agroal.pool.ConnectionPool;
import io.agroal.pool.DataSource;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.sql.Driver;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TransferQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The private parts of a running pool of Agroal that have to be read or replaced so that it goes
 * through checkpoints. Source: {@code ConnectionPool}, {@code ConnectionFactory} and {@code
 * ConnectionHandler} of Agroal 3.2.1. Nothing is replaced before all of them have been found.
 */
final class AgroalInternals {
  private final Object pool;
  private final Object factory;
  private final Object sizes;
  private final Field cache;
  private final Field driver;
  private final Field maxSize;
  private final Method isActive;
  private final List<Field> connectionsOfHandler;
  private final List<ConnectionHandler> handlers;
  private final TransferQueue<ConnectionHandler> queue;
  private final AtomicLong permits;
  private final ScheduledThreadPoolExecutor housekeeping;
  private final Properties properties;
  private final String mode;

  /**
   * @throws IllegalArgumentException if this version of Agroal has other fields, or they are not
   *     open to this class
   */
  @SuppressWarnings("unchecked")
  AgroalInternals(String name, AgroalDataSource dataSource) {
    try {
      pool = field(DataSource.class, "connectionPool").get(dataSource);
      cache = field(ConnectionPool.class, "localCache");
      handlers = (List<ConnectionHandler>) ofPool("allConnections");
      queue = (TransferQueue<ConnectionHandler>) ofPool("handlerTransferQueue");
      permits = (AtomicLong) ofPool("createConnectionPermits");
      housekeeping = (ScheduledThreadPoolExecutor) ofPool("housekeepingExecutor");
      isActive = ConnectionHandler.class.getDeclaredMethod("isActive");
      isActive.setAccessible(true);
      connectionsOfHandler =
          List.of(
              field(ConnectionHandler.class, "connection"),
              field(ConnectionHandler.class, "xaConnection"));
      factory = ofPool("connectionFactory");
      driver = field(ConnectionFactory.class, "driver");
      properties = (Properties) field(ConnectionFactory.class, "jdbcProperties").get(factory);
      mode = String.valueOf(field(ConnectionFactory.class, "factoryMode").get(factory));
      AgroalConnectionPoolConfiguration configuration =
          dataSource.getConfiguration().connectionPoolConfiguration();
      sizes = field(configuration.getClass(), "this$0").get(configuration);
      maxSize = field(sizes.getClass(), "maxSize");
      maxSize.getInt(sizes);
    } catch (ReflectiveOperationException
        | InaccessibleObjectException
        | IllegalArgumentException
        | ClassCastException other) {
      throw new IllegalArgumentException(
          "pool "
              + name
              + ": this pool of Agroal, a "
              + dataSource.getClass().getName()
              + ", cannot be taken over while it runs: "
              + other.getMessage()
              + ". Open it anew with DataSourceResource.over(...), or take Agroal 3.2; on the module"
              + " path, open io.agroal.pool/io.agroal.pool and io.agroal.api/io.agroal.api.configuration"
              + ".supplier to dev.cracservers.jdbc",
          other);
    }
  }

  /** Returns what each caller asks first for a connection. */
  ConnectionCache cache() {
    return (ConnectionCache) get(cache, pool);
  }

  void replaceCache(ConnectionCache replacement) {
    set(cache, pool, replacement);
  }

  /** Returns whether the pool makes its connections with a driver. */
  boolean usesDriver() {
    return mode.equals("DRIVER");
  }

  Driver driver() {
    return (Driver) get(driver, factory);
  }

  void replaceDriver(Driver replacement) {
    set(driver, factory, replacement);
  }

  /** Returns what the driver is given besides user and password. */
  Properties properties() {
    return properties;
  }

  /** Returns the connections of the pool. */
  List<ConnectionHandler> handlers() {
    List<ConnectionHandler> now = new ArrayList<>();
    // Its list has neither streams nor arrays.
    handlers.forEach(now::add);
    return now;
  }

  /** Returns whether a connection is with a caller. */
  boolean isBorrowed(ConnectionHandler handler) {
    try {
      return Boolean.TRUE.equals(isActive.invoke(handler));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Agroal does not tell which connections are borrowed", e);
    }
  }

  /**
   * Takes the connections out of what the pool has closed and does not have any more: each thread
   * that has borrowed one refers to it for as long as the thread lives.
   */
  void empty(ConnectionHandler closed) {
    for (Field each : connectionsOfHandler) {
      set(each, closed, null);
    }
  }

  /** Returns where callers wait for a connection that is given back. */
  TransferQueue<ConnectionHandler> queue() {
    return queue;
  }

  /** Returns the count of connections, in its upper half, and of those being made. */
  AtomicLong permits() {
    return permits;
  }

  /** Sets how many connections there may be; 0, too, which the configuration does not take. */
  void setMaxSize(int size) {
    set(maxSize, sizes, size);
  }

  /** Returns the one thread that closes connections, in the order of requests. */
  ScheduledThreadPoolExecutor housekeeping() {
    return housekeeping;
  }

  private Object ofPool(String name) throws ReflectiveOperationException {
    return field(ConnectionPool.class, name).get(pool);
  }

  private static Object get(Field field, Object owner) {
    try {
      return field.get(owner);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("Agroal: " + field.getName() + " cannot be read", e);
    }
  }

  private static void set(Field field, Object owner, @Nullable Object value) {
    try {
      field.set(owner, value);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("Agroal: " + field.getName() + " cannot be replaced", e);
    }
  }

  private static Field field(Class<?> owner, String name) throws NoSuchFieldException {
    Field field = owner.getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }
}

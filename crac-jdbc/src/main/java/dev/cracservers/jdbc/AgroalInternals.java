// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import io.agroal.api.AgroalDataSource;
import io.agroal.pool.ConnectionHandler;
import io.agroal.pool.ConnectionPool;
import io.agroal.pool.DataSource;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.ExecutorService;

/**
 * The private parts of a pool of Agroal that have to be read so that it goes through checkpoints in
 * place. It tells what is borrowed only while it takes the time of each call, and never when a
 * flush is over. Source: {@code ConnectionPool} and {@code ConnectionHandler} of Agroal 3.2.1.
 */
final class AgroalInternals {
  private final List<?> connections;
  private final Method isActive;
  private final ExecutorService housekeeping;

  /**
   * @throws IllegalArgumentException if this version of Agroal has other fields, or they are not
   *     open to this class
   */
  AgroalInternals(String name, AgroalDataSource pool) {
    try {
      Object inner = field(DataSource.class, "connectionPool").get(pool);
      connections = (List<?>) field(ConnectionPool.class, "allConnections").get(inner);
      housekeeping =
          (ExecutorService) field(ConnectionPool.class, "housekeepingExecutor").get(inner);
      isActive = ConnectionHandler.class.getDeclaredMethod("isActive");
      isActive.setAccessible(true);
    } catch (ReflectiveOperationException
        | InaccessibleObjectException
        | IllegalArgumentException
        | ClassCastException other) {
      throw new IllegalArgumentException(
          "pool "
              + name
              + ": this pool of Agroal, a "
              + pool.getClass().getName()
              + ", cannot stay in place: "
              + other.getMessage()
              + ". Open it anew with DataSourceResource.over(...), or take Agroal 3.2; on the module"
              + " path, open io.agroal/io.agroal.pool to dev.cracservers.jdbc",
          other);
    }
  }

  /** Returns how many connections are with callers. */
  int borrowed() {
    int active = 0;
    for (Object connection : connections) {
      try {
        active += Boolean.TRUE.equals(isActive.invoke(connection)) ? 1 : 0;
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("Agroal does not tell which connections are borrowed", e);
      }
    }
    return active;
  }

  /**
   * Returns the one thread that makes, flushes and closes connections, in the order of requests.
   */
  ExecutorService housekeeping() {
    return housekeeping;
  }

  private static Field field(Class<?> owner, String name) throws NoSuchFieldException {
    Field field = owner.getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }
}

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
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts the borrowed connections of a pool of Agroal, which tells them only while it takes the
 * time of each. Source: {@code ConnectionPool} and {@code ConnectionHandler} of Agroal 3.2.1.
 */
final class AgroalInternals implements IntSupplier {
  private final List<?> connections;
  private final Method isActive;

  private AgroalInternals(List<?> connections, Method isActive) {
    this.connections = connections;
    this.isActive = isActive;
  }

  /**
   * Returns what counts; null if this version has other fields, or they are not open to this class.
   * Then there is another way, which takes longer.
   */
  static @Nullable AgroalInternals of(AgroalDataSource pool) {
    try {
      Object connectionPool = field(DataSource.class, "connectionPool").get(pool);
      Field connections = field(ConnectionPool.class, "allConnections");
      Method active = ConnectionHandler.class.getDeclaredMethod("isActive");
      active.setAccessible(true);
      return new AgroalInternals((List<?>) connections.get(connectionPool), active);
    } catch (ReflectiveOperationException
        | InaccessibleObjectException
        | IllegalArgumentException
        | ClassCastException
        | NoClassDefFoundError otherVersion) {
      return null;
    }
  }

  private static Field field(Class<?> owner, String name) throws NoSuchFieldException {
    Field field = owner.getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }

  @Override
  public int getAsInt() {
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
}

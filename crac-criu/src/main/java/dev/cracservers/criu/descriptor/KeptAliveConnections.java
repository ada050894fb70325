// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.descriptor;

import dev.cracservers.criu.platform.JdkInternals;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The idle connections that {@link java.net.HttpURLConnection} keeps for later requests, plain and
 * TLS. No API closes them, and no application knows that it has them. A connection that is in use
 * is not in the JDK's cache.
 *
 * <p>The cache is a map of {@code ArrayDeque}s of entries, under one lock; JDK 17 locks each queue,
 * too, but changes it under the lock of the map only. Its timer thread ends when it finds the map
 * empty, and the next connection to be kept starts another.
 */
final class KeptAliveConnections {
  static final String CLIENT = "sun.net.www.http.HttpClient";
  static final String CACHE = "sun.net.www.http.KeepAliveCache";
  static final String ENTRY = "sun.net.www.http.KeepAliveEntry";
  static final String UNSAFE = "jdk.internal.misc.Unsafe";

  private KeptAliveConnections() {}

  /** Closes them, if this engine can reach them. */
  static void close() throws IOException {
    if (!isUsed()) {
      return;
    }
    Optional<Map<?, ?>> cache = JdkInternals.get(CLIENT, "kac", Map.class).map(map -> map);
    if (cache.isPresent()) {
      Optional<ReentrantLock> lock =
          JdkInternals.get(cache.get(), CACHE, "cacheLock", ReentrantLock.class);
      if (lock.isPresent()) {
        for (Object client : remove(cache.get(), lock.get())) {
          close(client);
        }
      }
    }
  }

  /**
   * Whether the client was ever used. Its class reads system properties when it is initialized, and
   * those of a restore must be in time for that.
   */
  private static boolean isUsed() throws IOException {
    Optional<Method> get = JdkInternals.method(UNSAFE, "getUnsafe");
    Optional<Method> uninitialized =
        JdkInternals.method(UNSAFE, "shouldBeInitialized", Class.class);
    if (get.isEmpty() || uninitialized.isEmpty()) {
      return false;
    }
    try {
      Class<?> client = Class.forName(CLIENT, false, null);
      return !(boolean) uninitialized.get().invoke(get.get().invoke(null), client);
    } catch (ReflectiveOperationException e) {
      throw new IOException("the connections of HttpURLConnection cannot be looked at", e);
    }
  }

  private static List<Object> remove(Map<?, ?> cache, ReentrantLock lock) {
    List<Object> clients = new ArrayList<>();
    lock.lock();
    try {
      for (Object queue : cache.values()) {
        for (Object entry : (Collection<?>) queue) {
          JdkInternals.get(entry, ENTRY, "hc", Object.class).ifPresent(clients::add);
        }
      }
      cache.clear();
    } finally {
      lock.unlock();
    }
    return clients;
  }

  private static void close(Object client) throws IOException {
    Optional<Method> close = JdkInternals.method(CLIENT, "closeServer");
    try {
      if (close.isPresent()) {
        close.get().invoke(client);
      }
    } catch (InvocationTargetException e) {
      throw new IOException("an idle connection of HttpURLConnection cannot be closed", e);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The threads on which some pools connect in the background. {@code close} does not wait for them:
 * one that has begun its task, but not yet opened its socket, shows up when the pool is long
 * closed.
 */
final class PoolThreads {
  /** What the names of pools of this kind begin with, and those of all that their threads run. */
  private static final Map<String, String> KNOWN =
      Map.of(
          "com.mchange.v2.c3p0.", "com.mchange.v2.",
          "io.agroal.", "io.agroal.",
          "oracle.ucp.", "oracle.ucp.",
          "org.apache.commons.dbcp2.", "org.apache.commons.pool2.",
          "org.vibur.dbcp.", "org.vibur.");

  private static final Set<Thread.State> BUSY = Set.of(Thread.State.RUNNABLE, Thread.State.BLOCKED);

  private final @Nullable String prefix;

  private PoolThreads(@Nullable String prefix) {
    this.prefix = prefix;
  }

  /** Of a pool; there are none if there is no pool, or it is of an unknown kind. */
  static PoolThreads of(@Nullable DataSource pool) {
    Optional<String> known =
        pool == null
            ? Optional.empty()
            : KNOWN.entrySet().stream()
                .filter(each -> pool.getClass().getName().startsWith(each.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    return new PoolThreads(known.orElse(null));
  }

  /** Returns the names of those that run anything of the pool now, or want to. */
  List<String> busy() {
    String ofPool = prefix;
    if (ofPool == null) {
      return List.of();
    }
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(each -> runs(ofPool, each.getValue()))
        .map(Map.Entry::getKey)
        .filter(thread -> BUSY.contains(thread.getState()))
        .map(Thread::getName)
        .toList();
  }

  /** Who only uses such a pool, or another one of the kind, has come from the application. */
  private static boolean runs(String ofPool, StackTraceElement[] stack) {
    for (int frame = stack.length - 1; frame >= 0; frame--) {
      String type = stack[frame].getClassName();
      if (!type.startsWith("java.") && !type.startsWith("jdk.")) {
        return type.startsWith(ofPool);
      }
    }
    return false;
  }
}

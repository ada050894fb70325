// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The time until every platform thread that is inside a class when this begins has been seen
 * outside. Used by one thread.
 *
 * <p>All stacks are taken at one moment, at which every thread is stopped and sees what was written
 * before. A thread that runs compiled code is stopped where its stack says it is.
 */
final class GracePeriod {
  private final String type;
  private @Nullable Set<Thread> inside;

  /**
   * @param mayBeInside if not, the time is over
   */
  GracePeriod(Class<?> type, boolean mayBeInside) {
    this.type = type.getName();
    inside = mayBeInside ? null : Set.of();
  }

  /** Returns whether it is over; asked repeatedly. */
  boolean isOver() {
    Set<Thread> before = inside;
    if (before != null && before.isEmpty()) {
      return true;
    }
    Set<Thread> now = new HashSet<>();
    for (Map.Entry<Thread, StackTraceElement[]> each : Thread.getAllStackTraces().entrySet()) {
      if ((before == null || before.contains(each.getKey())) && isInside(each.getValue())) {
        now.add(each.getKey());
      }
    }
    inside = now;
    return now.isEmpty();
  }

  /** Returns how many threads have not been seen outside. */
  int left() {
    return isOver() || inside == null ? 0 : inside.size();
  }

  private boolean isInside(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      if (frame.getClassName().equals(type)) {
        return true;
      }
    }
    return false;
  }
}

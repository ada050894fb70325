// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.Deadline;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The thread of an HTTP client of the JDK. Before JDK 21 such a client cannot be closed; but its
 * thread, once interrupted, closes its connections and ends. Source: {@code HttpClientImpl} of JDK
 * 17 and 25.
 */
final class JdkSelectors {
  private Set<Thread> mine = Set.of();

  /** Makes what may have a client of the JDK inside. */
  <T> T watch(Supplier<T> making) {
    Set<Thread> before = running();
    T made = making.get();
    mine = running();
    mine.removeAll(before);
    return made;
  }

  /**
   * Ends what was made, which nobody may use any more.
   *
   * @throws IllegalStateException if it has not ended at the deadline
   */
  void end(String name, Deadline deadline) throws InterruptedException {
    mine.forEach(Thread::interrupt);
    if (!deadline.await(() -> mine.stream().noneMatch(Thread::isAlive))) {
      throw new IllegalStateException(
          "%s: the HTTP client of the JDK has not ended within %d ms; give CLOSE more time"
              .formatted(name, deadline.elapsed().toMillis()));
    }
    mine = Set.of();
  }

  private static Set<Thread> running() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("HttpClient-"))
        .filter(thread -> thread.getName().endsWith("-SelectorManager"))
        .collect(Collectors.toSet());
  }
}

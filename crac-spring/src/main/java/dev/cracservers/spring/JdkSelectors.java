// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.Deadline;
import java.lang.reflect.Field;
import java.net.http.HttpClient;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ReflectionUtils;

/**
 * The thread of an HTTP client of the JDK. Before JDK 21 such a client cannot be closed; but its
 * thread, once interrupted, closes its connections and ends. Client and thread have a number in
 * common. Source: {@code HttpClientImpl} of JDK 17 and 25.
 */
final class JdkSelectors {
  private static final Pattern NUMBER = Pattern.compile("HttpClientImpl@\\w+\\((\\d+)\\)$");

  private Set<Thread> mine = Set.of();

  /** Makes what may have a client of the JDK inside. */
  <T> T watch(Supplier<T> making) {
    Set<Thread> before = running();
    T made = making.get();
    Set<Thread> since = running();
    since.removeAll(before);
    HttpClient client = clientIn(made);
    Matcher number = NUMBER.matcher(String.valueOf(client));
    if (number.find()) {
      String name = "HttpClient-" + number.group(1) + "-SelectorManager";
      since.removeIf(thread -> !thread.getName().equals(name));
    } else if (client == null && isOfSpring(made)) {
      since.clear();
    }
    mine = since;
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

  /** Returns the client; null if there is none, or it cannot be found. */
  private static @Nullable HttpClient clientIn(Object made) {
    if (made instanceof HttpClient client) {
      return client;
    }
    Field field =
        isOfSpring(made)
            ? ReflectionUtils.findField(made.getClass(), null, HttpClient.class)
            : null;
    if (field == null) {
      return null;
    }
    ReflectionUtils.makeAccessible(field);
    return (HttpClient) ReflectionUtils.getField(field, made);
  }

  /** What is of others may have a client deeper inside. */
  private static boolean isOfSpring(Object made) {
    return made.getClass().getName().startsWith("org.springframework.http.client.")
        || made instanceof JettyRequestFactory
        || made instanceof JettyConnector;
  }

  private static Set<Thread> running() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("HttpClient-"))
        .filter(thread -> thread.getName().endsWith("-SelectorManager"))
        .collect(Collectors.toSet());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

import java.io.IOException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A failure as one line: the whole chain of causes in order, each with its class unless its message
 * alone says what happened, and what was suppressed. Many messages do not: {@code Java heap space},
 * or the name of a host that does not resolve.
 */
final class FailureLine {
  /** The exceptions of adapters, whose messages are whole sentences. */
  private static final Set<Class<?>> SENTENCES =
      Set.of(
          IllegalStateException.class,
          IllegalArgumentException.class,
          IOException.class,
          TimeoutException.class);

  private final StringBuilder line = new StringBuilder();
  private final Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  private FailureLine() {}

  static String of(Throwable failure) {
    FailureLine text = new FailureLine();
    text.seen.add(failure);
    text.line.append(text(failure));
    text.appendCauses(failure);
    return text.line.toString().replaceAll("\\s*\\R\\s*", " ");
  }

  private void appendCauses(Throwable failure) {
    append("; caused by ", failure.getCause());
    for (Throwable suppressed : failure.getSuppressed()) {
      append("; also ", suppressed);
    }
  }

  private void append(String link, @Nullable Throwable failure) {
    if (failure == null || !seen.add(failure)) {
      return;
    }
    String message = failure.getMessage();
    if (message == null || line.indexOf(message) < 0) {
      line.append(link).append(text(failure));
    } else if (!isSentence(failure) && line.indexOf(name(failure)) < 0) {
      // The text is there already, without its kind.
      line.append(" (").append(name(failure)).append(')');
    }
    appendCauses(failure);
  }

  private static String text(Throwable failure) {
    String message = failure.getMessage();
    if (message == null || message.isBlank()) {
      return failure.getClass().getName();
    }
    return isSentence(failure) || message.contains(name(failure))
        ? message
        : name(failure) + ": " + message;
  }

  private static boolean isSentence(Throwable failure) {
    return SENTENCES.contains(failure.getClass()) || failure instanceof CheckpointException;
  }

  private static String name(Throwable failure) {
    String name = failure.getClass().getName();
    return name.substring(name.lastIndexOf('.') + 1);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

import dev.cracservers.criu.descriptor.CheckpointOpenResourceException;
import dev.cracservers.criu.platform.DumpException;
import java.io.PrintStream;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Prints failures with all their causes and suppressed exceptions. */
final class Causes {
  private Causes() {}

  /** Returns the failures in one line, each with its causes; an identical text appears once. */
  static String inOneLine(Throwable... failures) {
    return Stream.of(failures).map(Causes::chain).distinct().collect(Collectors.joining("; "));
  }

  /**
   * Prints the failures in one line, and then the stack trace of each. A refusal or a failed dump
   * says everything in its message; its stack trace would show the engine only.
   */
  static void print(PrintStream out, String headline, Throwable... failures) {
    out.println(headline + ": " + inOneLine(failures));
    for (Throwable failure : failures) {
      if (!(failure instanceof CheckpointOpenResourceException)
          && !(failure instanceof DumpException)) {
        failure.printStackTrace(out);
      }
    }
  }

  private static String chain(Throwable failure) {
    StringBuilder text = new StringBuilder(failure.toString());
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    seen.add(failure);
    append(text, failure, seen);
    return text.toString();
  }

  private static void append(StringBuilder text, Throwable failure, Set<Throwable> seen) {
    append(text, ", caused by ", failure.getCause(), seen);
    for (Throwable suppressed : failure.getSuppressed()) {
      append(text, ", with ", suppressed, seen);
    }
  }

  /** Leaves out a text that the exception around it already contains. */
  private static void append(
      StringBuilder text, String link, @Nullable Throwable failure, Set<Throwable> seen) {
    if (failure == null || !seen.add(failure)) {
      return;
    }
    if (text.indexOf(failure.toString()) < 0) {
      text.append(link).append(failure);
    }
    append(text, failure, seen);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What the log says on the console, from any thread. An appender would be lost: Spring Boot sets
 * the log up anew when an application starts.
 */
final class Said implements AutoCloseable {
  private final PrintStream before = System.out;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

  private Said() {
    System.setOut(
        new PrintStream(kept, true, StandardCharsets.UTF_8) {
          @Override
          public void write(byte[] bytes, int offset, int length) {
            super.write(bytes, offset, length);
            before.write(bytes, offset, length);
          }
        });
  }

  static Said listen() {
    return new Said();
  }

  String all() {
    return kept.toString(StandardCharsets.UTF_8);
  }

  /** Returns the lines with the given words. */
  List<String> lines(String words) {
    return all().lines().filter(line -> line.contains(words)).toList();
  }

  /** Waits until all the given words were said. */
  void await(String... words) throws InterruptedException {
    if (!Wait.until(() -> List.of(words).stream().allMatch(all()::contains))) {
      throw new AssertionError("not all was said of " + List.of(words));
    }
  }

  @Override
  public void close() {
    System.setOut(before);
  }
}

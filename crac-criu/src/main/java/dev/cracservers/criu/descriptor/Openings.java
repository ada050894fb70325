// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.descriptor;

import dev.cracservers.criu.platform.JdkInternals;
import java.io.FileDescriptor;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Where descriptors were opened, if that is recorded: of each number the last one. Thread-safe.
 *
 * <p>What is opened past Java, by native code or with an accepted connection, is not recorded; the
 * number then shows nothing, or who had it before.
 */
final class Openings {
  /** Switches the recording on; the name is that of openjdk/crac. */
  static final String PROPERTY = "jdk.crac.collect-fd-stacktraces";

  /**
   * @param thread the name of the thread that opened it
   * @param stack where it did, without the recording itself
   */
  record Opening(String thread, List<StackTraceElement> stack) {}

  private static final Map<Integer, Opening> BY_NUMBER = new ConcurrentHashMap<>();

  private Openings() {}

  static Optional<Opening> of(int descriptor) {
    return Optional.ofNullable(BY_NUMBER.get(descriptor));
  }

  /** Called by the JDK whenever it opened something; it must never see this fail. */
  static void record(Object opened) {
    try {
      int number = opened instanceof FileDescriptor descriptor ? number(descriptor) : (int) opened;
      if (number > 2) {
        List<StackTraceElement> stack =
            Stream.of(new Throwable().getStackTrace())
                .dropWhile(frame -> frame.getClassName().startsWith("dev.cracservers.criu."))
                .toList();
        BY_NUMBER.put(number, new Opening(Thread.currentThread().getName(), stack));
      }
    } catch (Throwable notRecorded) {
      // Whoever opens something needs that more than we need to know.
    }
  }

  private static int number(FileDescriptor descriptor) throws IllegalAccessException {
    Optional<Field> number = JdkInternals.field("java.io.FileDescriptor", "fd");
    return number.isPresent() ? number.get().getInt(descriptor) : -1;
  }
}

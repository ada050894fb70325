// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Facts about this process in {@code /proc/self}, see proc(5). */
final class SelfStat {
  private static final Path STAT = Path.of("/proc/self/stat");
  private static final int START_TIME_AFTER_NAME = 22 - 2;
  private static final int RESIDENT_PAGES_AFTER_NAME = 24 - 2;

  private SelfStat() {}

  /**
   * Returns the start time of this process in clock ticks since boot. A restored process is a new
   * one to the kernel, so this tells it from the process that was dumped.
   */
  static String startTime() {
    return afterName()[START_TIME_AFTER_NAME];
  }

  /** Returns how many pages of memory this process has, as the kernel counts them. */
  static long residentPages() {
    return Long.parseLong(afterName()[RESIDENT_PAGES_AFTER_NAME]);
  }

  static long pid() {
    return ProcessHandle.current().pid();
  }

  /** The second field is a name, which may hold anything: count from its closing parenthesis. */
  private static String[] afterName() {
    try {
      String stat = Files.readString(STAT);
      return stat.substring(stat.lastIndexOf(')') + 1).split(" ", -1);
    } catch (IOException e) {
      throw new UncheckedIOException("/proc is not readable, and CRIU needs it too", e);
    }
  }
}

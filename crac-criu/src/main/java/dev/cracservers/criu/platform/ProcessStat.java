// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Facts about processes in {@code /proc/PID/stat}, see proc(5). */
public final class ProcessStat {
  private static final Path SELF = Path.of("/proc/self/stat");
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final long BYTES_PER_KIB = 1024;
  private static final String NO_PROC = "/proc is not readable, and CRIU needs it too";
  private static final int STATE_AFTER_NAME = 3 - 2;
  private static final int START_TIME_AFTER_NAME = 22 - 2;
  private static final int RESIDENT_PAGES_AFTER_NAME = 24 - 2;

  private ProcessStat() {}

  /**
   * Returns the start time of this process in clock ticks since boot. A restored process is a new
   * one to the kernel, so this tells it from the process that was dumped.
   */
  public static String startTime() {
    try {
      return afterName(SELF)[START_TIME_AFTER_NAME];
    } catch (IOException e) {
      throw new UncheckedIOException(NO_PROC, e);
    }
  }

  /** Returns the start time of another process; empty if there is none, or only a zombie. */
  public static Optional<String> startTime(String pid) {
    try {
      String[] fields = afterName(Path.of("/proc", pid, "stat"));
      return fields[STATE_AFTER_NAME].equals("Z")
          ? Optional.empty()
          : Optional.of(fields[START_TIME_AFTER_NAME]);
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  /** Returns how many pages of memory this process has, as the kernel counts them. */
  public static long residentPages() {
    try {
      return Long.parseLong(afterName(SELF)[RESIDENT_PAGES_AFTER_NAME]);
    } catch (IOException e) {
      throw new UncheckedIOException(NO_PROC, e);
    }
  }

  /** Returns how much memory of this process is backed by no file, in bytes. */
  public static long anonymousBytes() throws IOException {
    try (Stream<String> lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith("RssAnon:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * BYTES_PER_KIB)
          .findFirst()
          .orElse(0);
    }
  }

  public static long pid() {
    return ProcessHandle.current().pid();
  }

  /** The second field is a name, which may hold anything: count from its closing parenthesis. */
  private static String[] afterName(Path file) throws IOException {
    String stat = Files.readString(file);
    return stat.substring(stat.lastIndexOf(')') + 1).split(" ", -1);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** What a checkpoint or restore must not leave behind: processes, requests, temporary files. */
final class LeftOvers {
  /** The shell that ran CRIU ends a moment after whoever waits for it goes on. */
  private static final Duration MOMENT = Duration.ofSeconds(5);

  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private LeftOvers() {}

  /** Processes that have to do with the given folder, and control folders in the other one. */
  static void assertNone(Path folder, Path runFolder) {
    long begun = System.nanoTime();
    List<String> left = find(folder, runFolder);
    while (!left.isEmpty() && System.nanoTime() - begun < MOMENT.toNanos()) {
      LockSupport.parkNanos(POLL_NANOS);
      left = find(folder, runFolder);
    }
    if (!left.isEmpty()) {
      throw new AssertionError(
          "left after " + MOMENT.toMillis() + " ms:\n" + String.join("\n", left));
    }
  }

  private static List<String> find(Path folder, Path runFolder) {
    List<String> left = new ArrayList<>();
    try (Stream<ProcessHandle> processes = ProcessHandle.allProcesses()) {
      processes
          .filter(each -> each.pid() != ProcessHandle.current().pid())
          .filter(each -> mentions(each.pid(), "environ", folder))
          .forEach(each -> left.add("process " + each.pid() + " " + commandLine(each.pid())));
    }
    if (Files.isDirectory(runFolder)) {
      try (Stream<Path> files = Files.walk(runFolder)) {
        files.filter(each -> !each.equals(runFolder)).map(Path::toString).forEach(left::add);
      } catch (IOException | UncheckedIOException changedMeanwhile) {
        left.add(runFolder + " is being emptied");
      }
    }
    return left;
  }

  private static boolean mentions(long pid, String file, Path folder) {
    return read(pid, file).contains(folder.toString() + "/");
  }

  private static String commandLine(long pid) {
    return read(pid, "cmdline").replace('\0', ' ');
  }

  private static String read(long pid, String file) {
    try {
      return Files.readString(Path.of("/proc", "" + pid, file), StandardCharsets.ISO_8859_1);
    } catch (IOException ended) {
      return "";
    }
  }
}

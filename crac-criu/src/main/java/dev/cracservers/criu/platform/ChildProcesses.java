// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.platform;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * The living processes below this one. CRIU dumps a whole tree: a child would be in the image with
 * its process id and whatever it holds open, and would stay behind, stopped, when this process
 * ends. Zombies are no obstacle, since they hold nothing.
 */
public final class ChildProcesses {
  private static final String REFUSE = "refuse";
  private static final String RESOURCES = "resources";

  /** A child that was ended a moment ago may need that long to be gone. */
  private static final Duration MOMENT = Duration.ofMillis(500);

  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  public static final String REMEDY =
      "end it before the checkpoint; or start the server with -D"
          + EngineProperties.CHILDREN
          + "=SECONDS to wait for its end, or with -D"
          + EngineProperties.CHILDREN
          + "="
          + RESOURCES
          + " if a registered resource ends it.";

  private ChildProcesses() {}

  /**
   * Looks at them before the first resource is notified.
   *
   * @param waits called before a wait that a setting allows
   * @throws DumpException if one lives for longer than the setting allows
   */
  public static void refuseBeforeDrain(Runnable waits) throws DumpException {
    String setting = System.getProperty(EngineProperties.CHILDREN, REFUSE);
    if (setting.matches("\\d{1,6}")) {
      waits.run();
      refuse(Duration.ofSeconds(Long.parseLong(setting)));
    } else if (setting.equals(REFUSE)) {
      refuse(MOMENT);
    } else if (!setting.equals(RESOURCES)) {
      throw new DumpException(
          "-D"
              + EngineProperties.CHILDREN
              + "="
              + setting
              + " is not known. Remedy: use "
              + REFUSE
              + ", "
              + RESOURCES
              + ", or a number of seconds.");
    }
  }

  /**
   * Looks at them once more, shortly before the dump.
   *
   * @throws DumpException if there is one that lives
   */
  public static void refuseBeforeDump() throws DumpException {
    refuse(MOMENT);
  }

  /** Returns why these processes refuse a checkpoint, and what to do. */
  public static String explain(List<Long> pids) {
    return describe(pids) + " and cannot be in its image. Remedy: " + REMEDY;
  }

  /** Returns the children that would refuse a checkpoint now; empty if there are none. */
  public static Optional<String> found() {
    List<Long> living = living();
    boolean left = System.getProperty(EngineProperties.CHILDREN, REFUSE).equals(RESOURCES);
    return living.isEmpty() || left ? Optional.empty() : Optional.of(describe(living));
  }

  private static String describe(List<Long> pids) {
    return pids.stream()
        .map(pid -> "process " + pid + " (" + command(pid) + ") is a child of the server")
        .collect(Collectors.joining(", "));
  }

  private static void refuse(Duration patience) throws DumpException {
    long begun = System.nanoTime();
    List<Long> living = living();
    while (!living.isEmpty() && System.nanoTime() - begun < patience.toNanos()) {
      LockSupport.parkNanos(POLL_NANOS);
      living = living();
    }
    if (!living.isEmpty()) {
      throw new DumpException("after " + patience.toMillis() + " ms " + explain(living));
    }
  }

  private static List<Long> living() {
    return ProcessHandle.current()
        .descendants()
        .map(ProcessHandle::pid)
        .filter(pid -> ProcessStat.startTime(Long.toString(pid)).isPresent())
        .toList();
  }

  /** Returns its program; the arguments may hold a secret. */
  private static String command(long pid) {
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    return process.flatMap(each -> each.info().command()).orElse("of unknown command");
  }
}

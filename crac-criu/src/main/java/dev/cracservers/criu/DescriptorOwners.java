// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who seems to hold a descriptor: the thread that waits in a system call for it, or for an {@code
 * eventpoll} that watches it. {@code /proc/self/task/TID/syscall} names the call and its arguments;
 * see proc(5). A guess that helps people: what cannot be read is left out.
 */
final class DescriptorOwners {
  /** Calls that take a descriptor as their first argument, and those that take a list of them. */
  private static final Map<String, Set<Integer>> CALLS =
      Map.of(
          "amd64", Set.of(0, 1, 42, 43, 44, 45, 46, 47, 232, 281, 288, 441),
          "aarch64", Set.of(22, 63, 64, 202, 203, 206, 207, 211, 212, 242, 441));

  private static final Map<String, Set<Integer>> POLL_CALLS =
      Map.of("amd64", Set.of(7, 271), "aarch64", Set.of(73));

  /** The kernel keeps so much of a thread's name. */
  private static final int KERNEL_NAME_LENGTH = 15;

  private static final Path TASKS = Path.of("/proc/self/task");

  private final Map<Integer, String> kernelNames = new HashMap<>();
  private final Map<Integer, Integer> watchers = new HashMap<>();

  DescriptorOwners(List<Descriptor> open) {
    for (Descriptor descriptor : open) {
      if (descriptor.anonymous().filter("eventpoll"::equals).isPresent()) {
        descriptor.watched().forEach(watched -> watchers.put(watched, descriptor.number()));
      }
    }
    String[] tasks = TASKS.toFile().list();
    for (String task : tasks == null ? new String[0] : tasks) {
      addThread(TASKS.resolve(task));
    }
  }

  /** Returns who waits for it, and where; empty if nobody seems to. */
  Optional<String> describe(int descriptor) {
    String name = kernelNames.get(descriptor);
    Integer watcher = watchers.get(descriptor);
    if (name == null && watcher != null) {
      name = kernelNames.get(watcher);
      String through = "watched through descriptor " + watcher;
      return Optional.of(name == null ? through : through + ", where " + waits(name));
    }
    return Optional.ofNullable(name).map(DescriptorOwners::waits);
  }

  private static String waits(String kernelName) {
    for (Map.Entry<Thread, StackTraceElement[]> thread : Thread.getAllStackTraces().entrySet()) {
      String full = thread.getKey().getName();
      if (full.equals(kernelName)
          || (kernelName.length() == KERNEL_NAME_LENGTH && full.startsWith(kernelName))) {
        return "thread \"" + full + "\" waits for it" + callerIn(thread.getValue());
      }
    }
    return "thread \"" + kernelName + "\" waits for it";
  }

  /** Returns the topmost frame that is not of the JDK. */
  private static String callerIn(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      String module = frame.getModuleName();
      if (module == null || !(module.startsWith("java.") || module.startsWith("jdk."))) {
        return " in " + frame;
      }
    }
    return "";
  }

  private void addThread(Path task) {
    try {
      String[] call = Files.readString(task.resolve("syscall")).strip().split(" ", -1);
      if (call.length < 3) {
        return;
      }
      int number = Integer.parseInt(call[0]);
      String machine = System.getProperty("os.arch");
      long argument = Long.decode(call[1]);
      if (POLL_CALLS.getOrDefault(machine, Set.of()).contains(number)) {
        argument = firstPolled(argument);
      } else if (!CALLS.getOrDefault(machine, Set.of()).contains(number)) {
        return;
      }
      kernelNames.put((int) argument, Files.readString(task.resolve("comm")).strip());
    } catch (IOException | NumberFormatException notToBeSeen) {
      // The thread ended, runs, or the kernel keeps it secret.
    }
  }

  /** A list to poll begins with the number of a descriptor, in the byte order of the machine. */
  private static int firstPolled(long address) throws IOException {
    try (RandomAccessFile memory = new RandomAccessFile(new File("/proc/self/mem"), "r")) {
      memory.seek(address);
      return Integer.reverseBytes(memory.readInt());
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.descriptor;

import dev.cracservers.criu.descriptor.KnownOwner.Holding;
import dev.cracservers.criu.descriptor.Openings.Opening;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who seems to hold a descriptor: whoever opened it, if that was recorded; or the thread that waits
 * in a system call for it, or for an {@code eventpoll} that watches it. {@code
 * /proc/self/task/TID/syscall} names the call and its arguments; see proc(5). A guess that helps
 * people: what cannot be read is left out.
 */
final class DescriptorOwners {
  /**
   * @param text who it is, and how that is known
   * @param known what is known of it
   * @param opening where it was opened; empty if that was not recorded
   */
  record Owner(String text, Optional<KnownOwner> known, Optional<Opening> opening) {}

  /**
   * A thread that waits.
   *
   * @param selecting whether it waits for all that an {@code eventpoll} watches
   */
  private record Waiting(String thread, List<StackTraceElement> stack, boolean selecting) {}

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

  /** Those at which this process listens. */
  private final Set<Integer> ports = new HashSet<>();

  DescriptorOwners(List<Descriptor> open) {
    for (Descriptor descriptor : open) {
      Socket socket = descriptor.socket();
      if (socket != null && socket.isListening()) {
        ports.add(socket.localPort());
      }
      if (descriptor.anonymous().filter("eventpoll"::equals).isPresent()) {
        descriptor.watched().forEach(watched -> watchers.put(watched, descriptor.number()));
      }
    }
    String[] tasks = TASKS.toFile().list();
    for (String task : tasks == null ? new String[0] : tasks) {
      addThread(TASKS.resolve(task));
    }
  }

  /** Returns who holds it; of whom nothing is known if nothing shows it. */
  Owner of(Descriptor descriptor) {
    Optional<Waiting> waiting = waitingFor(descriptor.number());
    Optional<Opening> opening = Openings.of(descriptor.number());
    Holding holding = holding(descriptor);
    Optional<KnownOwner> known =
        opening
            .flatMap(each -> KnownOwner.of(each.stack(), holding))
            .or(() -> waiting.flatMap(each -> ofWaiting(each, holding)))
            .or(() -> waiting.flatMap(each -> KnownOwner.ofThread(each.thread())))
            .or(() -> byAddress(descriptor));
    String who = known.map(KnownOwner::name).orElse("unknown");
    return new Owner(
        who
            + opening.map(each -> ", opened by thread \"" + each.thread() + "\"").orElse("")
            + opening.map(each -> callerIn(each.stack())).orElse("")
            + waiting.map(each -> ", thread \"" + each.thread() + "\" waits for it").orElse("")
            + waiting.map(each -> callerIn(each.stack())).orElse(""),
        known,
        opening);
  }

  /** One server's connections and sockets that listen are often watched by one thread. */
  private static Optional<KnownOwner> ofWaiting(Waiting thread, Holding holding) {
    boolean any = thread.selecting() && holding != Holding.FILE;
    return KnownOwner.of(thread.stack(), any ? Holding.ANY_SOCKET : holding);
  }

  private Holding holding(Descriptor descriptor) {
    Socket socket = descriptor.socket();
    if (socket == null) {
      return descriptor.isSocket() ? Holding.ANY_SOCKET : Holding.FILE;
    }
    boolean ofServer =
        socket.isListening() || (socket.isTcp() && ports.contains(socket.localPort()));
    return ofServer ? Holding.LISTENER : Holding.CONNECTION;
  }

  private static Optional<KnownOwner> byAddress(Descriptor descriptor) {
    Socket socket = descriptor.socket();
    if (socket != null) {
      return KnownOwner.ofPort(socket.remotePort());
    }
    return descriptor.isFile() ? KnownOwner.ofPath(descriptor.path()) : Optional.empty();
  }

  private Optional<Waiting> waitingFor(int descriptor) {
    String name = kernelNames.get(descriptor);
    if (name != null) {
      return Optional.of(find(name, false));
    }
    return Optional.ofNullable(watchers.get(descriptor))
        .map(kernelNames::get)
        .map(watcher -> find(watcher, true));
  }

  private static Waiting find(String kernelName, boolean selecting) {
    for (Map.Entry<Thread, StackTraceElement[]> thread : Thread.getAllStackTraces().entrySet()) {
      String full = thread.getKey().getName();
      if (full.equals(kernelName)
          || (kernelName.length() == KERNEL_NAME_LENGTH && full.startsWith(kernelName))) {
        return new Waiting(full, List.of(thread.getValue()), selecting);
      }
    }
    return new Waiting(kernelName, List.of(), selecting);
  }

  /** Returns the topmost frame that is not of the JDK. */
  private static String callerIn(List<StackTraceElement> stack) {
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

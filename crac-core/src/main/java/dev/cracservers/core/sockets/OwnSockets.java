// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core.sockets;

import dev.cracservers.core.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The TCP sockets to which this process has a descriptor, as the kernel lists them. This is the
 * proof that a socket is closed: a channel reports that it is closed before its socket is, since
 * the JDK closes the socket of a registered channel when its selector comes round the next time.
 */
public final class OwnSockets {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(10);

  private OwnSockets() {}

  /** Runs before each look, for example until an event loop has come round. */
  @FunctionalInterface
  public interface BeforeLook {

    /**
     * Returns when it is worth looking again.
     *
     * @param deadline of the whole wait
     */
    void run(Deadline deadline) throws IOException, InterruptedException;
  }

  /**
   * Returns the sockets that are open now and match.
   *
   * @throws IOException if the lists of the kernel cannot be read
   */
  public static List<KernelSocket> matching(Predicate<KernelSocket> which) throws IOException {
    List<KernelSocket> found = KernelSocket.tcp().stream().filter(which).toList();
    if (found.isEmpty()) {
      return found;
    }
    OpenDescriptors descriptors = OpenDescriptors.now();
    return found.stream().filter(socket -> descriptors.holds(socket.inode())).toList();
  }

  /**
   * Returns the sockets that are open now and connected to one of the ports.
   *
   * @throws IOException if the lists of the kernel cannot be read
   */
  public static List<KernelSocket> to(Set<Integer> ports) throws IOException {
    return ports.isEmpty()
        ? List.of()
        : matching(socket -> ports.contains(socket.remote().getPort()));
  }

  /**
   * Waits until no socket that matches is open.
   *
   * @param owner whose sockets they are, for the message
   * @param remedy what to do if one stays open, for the message
   * @throws IOException if one is open at the deadline, with its peer; or if the lists of the
   *     kernel cannot be read
   */
  public static void awaitGone(
      String owner, Predicate<KernelSocket> which, String remedy, Deadline deadline)
      throws IOException, InterruptedException {
    awaitGone(owner, which, remedy, deadline, unused -> {});
  }

  /**
   * Waits as {@link #awaitGone(String, Predicate, String, Deadline)} does, with something to run
   * before each look.
   *
   * @throws IOException as above
   */
  public static void awaitGone(
      String owner,
      Predicate<KernelSocket> which,
      String remedy,
      Deadline deadline,
      BeforeLook beforeLook)
      throws IOException, InterruptedException {
    beforeLook.run(deadline);
    List<KernelSocket> open = matching(which);
    while (!open.isEmpty()) {
      if (deadline.isExpired()) {
        throw new IOException(
            "%s has closed its sockets, but after %d ms %d are open: %s; %s"
                .formatted(owner, deadline.elapsed().toMillis(), open.size(), names(open), remedy));
      }
      Deadline.after(BETWEEN_LOOKS).await(deadline::isExpired);
      beforeLook.run(deadline);
      open = matching(which);
    }
  }

  private static String names(List<KernelSocket> sockets) throws IOException {
    OpenDescriptors descriptors = OpenDescriptors.now();
    return sockets.stream()
        .map(
            socket ->
                "fd %s %s"
                    .formatted(
                        descriptors.numberOf(socket).isPresent()
                            ? descriptors.numberOf(socket).getAsInt()
                            : "?",
                        socket.isListening()
                            ? "listening at " + socket.local()
                            : "from " + socket.local() + " to " + socket.remote()))
        .collect(Collectors.joining(", "));
  }
}

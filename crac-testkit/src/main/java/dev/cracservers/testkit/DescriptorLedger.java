// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The descriptors of this process that were open at one moment and would matter to an image.
 *
 * <p>Left out is what every JVM has and every engine copes with: the marker socket the JDK uses to
 * close sockets, the devices of the kernel's random numbers, jar files and the runtime's module
 * file, the limits of its control group, which it reads now and then, and the folder {@code
 * /proc/self/fd} that is read to make the ledger. Immutable.
 */
public final class DescriptorLedger {
  private static final Path FOLDER = Path.of("/proc/self/fd");

  private final List<Descriptor> descriptors;

  private DescriptorLedger(Collection<Descriptor> descriptors) {
    this.descriptors =
        descriptors.stream().sorted(Comparator.comparingInt(Descriptor::number)).toList();
  }

  /** Returns what is open now. */
  public static DescriptorLedger now() {
    try {
      List<Descriptor> open = open();
      SocketTable sockets =
          new SocketTable(open.stream().map(Descriptor::target).collect(Collectors.toSet()));
      return new DescriptorLedger(
          open.stream()
              .filter(each -> !isHarmless(each.target()))
              .filter(each -> !sockets.isPreCloseMarker(each.target()))
              .map(sockets::describe)
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException("the descriptors of this process cannot be listed", e);
    }
  }

  /** Returns this end of a TCP connection. */
  static DescriptorLedger ofSocket(Socket socket) {
    return now()
        .without(
            each ->
                each.localPort() != socket.getLocalPort() || each.remotePort() != socket.getPort());
  }

  /** Returns the descriptors, by number. */
  public List<Descriptor> descriptors() {
    return descriptors;
  }

  /** Returns this ledger without what stands in the other: what was opened since that one. */
  public DescriptorLedger minus(DescriptorLedger other) {
    return without(mine -> other.descriptors.stream().anyMatch(mine::isSameAs));
  }

  /** Returns this ledger without the descriptors of which the predicate is true. */
  public DescriptorLedger without(Predicate<Descriptor> left) {
    return new DescriptorLedger(descriptors.stream().filter(left.negate()).toList());
  }

  /** Returns a line for each descriptor. */
  @Override
  public String toString() {
    return descriptors.stream().map(Descriptor::toString).collect(Collectors.joining("\n"));
  }

  private static List<Descriptor> open() throws IOException {
    List<Descriptor> open = new ArrayList<>();
    try (DirectoryStream<Path> numbers = Files.newDirectoryStream(FOLDER)) {
      for (Path each : numbers) {
        try {
          String target = Files.readSymbolicLink(each).toString();
          open.add(Descriptor.of(Integer.parseInt(each.getFileName().toString()), target));
        } catch (IOException closedMeanwhile) {
          // Another thread closed it after the folder was read: it is not open now.
        }
      }
    }
    return open;
  }

  private static boolean isHarmless(String target) {
    return target.equals("/dev/random")
        || target.equals("/dev/urandom")
        || target.endsWith(".jar")
        || target.startsWith("/sys/fs/cgroup/")
        || target.endsWith("/lib/modules")
        || target.matches("/proc/\\d+/fd");
  }
}

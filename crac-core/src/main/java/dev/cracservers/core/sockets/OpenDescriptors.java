// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core.sockets;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The descriptors that this process had open at one moment, and what they lead to: proc(5), {@code
 * /proc/PID/fd}. None where there is no such folder.
 *
 * <p>That this process has no descriptor of a socket proves less than that {@link KernelSocket}
 * does not list it: a thread in accept(2) keeps the socket without one. Immutable.
 */
public final class OpenDescriptors {
  private static final Path SELF = Path.of("/proc/self");

  private final Map<String, Integer> numbers;

  private OpenDescriptors(Map<String, Integer> numbers) {
    this.numbers = Collections.unmodifiableMap(numbers);
  }

  /**
   * Lists what is open now. A descriptor that is opened or closed meanwhile may be in it or not.
   *
   * @throws IOException if the folder is there and cannot be read, such as without a descriptor
   *     left
   */
  public static OpenDescriptors now() throws IOException {
    return Files.isDirectory(SELF) ? of(SELF) : new OpenDescriptors(Map.of());
  }

  /**
   * Returns those of the sockets that this process has a descriptor of now.
   *
   * @param inodes the sockets, of whatever family; if there are none, nothing is read
   * @throws IOException as {@link #now()} does
   */
  public static Set<Long> heldOf(Set<Long> inodes) throws IOException {
    if (inodes.isEmpty()) {
      return Set.of();
    }
    return inodes.stream().filter(now()::holds).collect(Collectors.toUnmodifiableSet());
  }

  /**
   * @param process the folder of the process below {@code /proc}
   */
  static OpenDescriptors of(Path process) throws IOException {
    Map<String, Integer> numbers = new HashMap<>();
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path each : descriptors) {
        try {
          numbers.put(
              Files.readSymbolicLink(each).toString(),
              Integer.valueOf(each.getFileName().toString()));
        } catch (NoSuchFileException closedMeanwhile) {
          // It is not open now.
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return new OpenDescriptors(numbers);
  }

  /**
   * Returns what they lead to: the path of a file, or what the kernel calls anything else, such as
   * {@code pipe:[inode]}, and {@link #nameOf} for a socket.
   */
  public Set<String> targets() {
    return numbers.keySet();
  }

  /** Returns whether one leads to the socket with the inode, of whatever family. */
  public boolean holds(long inode) {
    return numbers.containsKey(nameOf(inode));
  }

  /** Returns the number of a descriptor that leads to the socket; empty if there is none. */
  public OptionalInt numberOf(KernelSocket socket) {
    Integer number = numbers.get(nameOf(socket.inode()));
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }

  /** Returns what a descriptor of the socket with the inode leads to: {@code socket:[inode]}. */
  public static String nameOf(long inode) {
    return "socket:[" + inode + "]";
  }
}

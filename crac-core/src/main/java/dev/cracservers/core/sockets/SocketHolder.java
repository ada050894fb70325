// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core.sockets;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * A process that has a socket, to be named in an error. Immutable.
 *
 * @param pid its process id, as this process sees it
 * @param command its command line, of at most 80 characters and then {@code ...}
 */
public record SocketHolder(long pid, String command) {
  private static final Path PROC = Path.of("/proc");
  private static final int COMMAND_LENGTH = 80;

  /**
   * Looks for a process that holds a descriptor of one of the sockets. Reads the descriptors of all
   * processes, so it is for errors only.
   *
   * @param inodes the sockets, of whatever family; see {@link KernelSocket#inode()}
   * @return empty if there is none among the processes this one may look into: its user's, or all
   *     for root
   * @throws IOException if the processes cannot be listed
   */
  public static Optional<SocketHolder> of(Set<Long> inodes) throws IOException {
    return in(PROC, inodes);
  }

  /** Returns whether it is this process. */
  public boolean isThisProcess() {
    return pid == ProcessHandle.current().pid();
  }

  static Optional<SocketHolder> in(Path proc, Set<Long> inodes) throws IOException {
    if (inodes.isEmpty()) {
      return Optional.empty();
    }
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
      for (Path process : processes) {
        try {
          if (inodes.stream().anyMatch(OpenDescriptors.of(process)::holds)) {
            long pid = Long.parseLong(process.getFileName().toString());
            return Optional.of(new SocketHolder(pid, command(process)));
          }
        } catch (IOException goneOrNotOurs) {
          // Then it is not the one that can be named.
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return Optional.empty();
  }

  private static String command(Path process) throws IOException {
    // Arguments need not be text: what is not is shown as such, and no error.
    byte[] arguments = Files.readAllBytes(process.resolve("cmdline"));
    String command = new String(arguments, StandardCharsets.UTF_8).replace('\0', ' ').strip();
    return command.length() > COMMAND_LENGTH
        ? command.substring(0, COMMAND_LENGTH) + "..."
        : command;
  }
}

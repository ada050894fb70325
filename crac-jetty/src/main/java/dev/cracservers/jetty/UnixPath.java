// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import dev.cracservers.core.sockets.OpenDescriptors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The path of a unix socket; proc(5), {@code /proc/net/unix}. An accepted socket has the path of
 * the one that listened, a client has none.
 */
record UnixPath(Path path) implements BoundAddress {
  private static final Path TABLE = Path.of("/proc/net/unix");
  private static final int FLAGS = 3;
  private static final int INODE = 6;
  private static final int PATH = 7;
  private static final long LISTENS = 0x10000;

  @Override
  public Set<Long> listening() throws IOException {
    return inodes(true);
  }

  @Override
  public Set<Long> ownAccepted() throws IOException {
    return OpenDescriptors.heldOf(inodes(false));
  }

  @Override
  public boolean isFree() {
    return Files.notExists(path);
  }

  /**
   * Deletes what a listener that is gone has left. As long as somebody listens, it stays.
   *
   * @throws IOException if it cannot be deleted
   */
  void removeStale() throws IOException {
    if (listening().isEmpty()) {
      Files.deleteIfExists(path);
    }
  }

  private Set<Long> inodes(boolean listening) throws IOException {
    Set<Long> inodes = new HashSet<>();
    for (String row : rows()) {
      String[] columns = row.strip().split("\\s+", PATH + 1);
      if (columns.length > PATH
          && columns[PATH].equals(path.toString())
          && listening == ((Long.parseLong(columns[FLAGS], 16) & LISTENS) != 0)) {
        inodes.add(Long.parseLong(columns[INODE]));
      }
    }
    return inodes;
  }

  private static List<String> rows() throws IOException {
    try {
      List<String> lines = Files.readAllLines(TABLE, StandardCharsets.UTF_8);
      return lines.subList(Math.min(1, lines.size()), lines.size());
    } catch (NoSuchFileException notLinux) {
      return List.of();
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.descriptor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An open descriptor of this process.
 *
 * @param number its number
 * @param target what {@code /proc/self/fd} says it refers to
 * @param type the kind of file, as inode(7) has it
 * @param info the lines of {@code /proc/self/fdinfo}
 * @param socket the socket it is; null if it is none, or one that no table lists
 */
public record Descriptor(
    int number, String target, int type, List<String> info, @Nullable Socket socket) {
  static final Path FOLDER = Path.of("/proc/self/fd");

  public static final int REGULAR = 0100000;
  static final int CHARACTER_DEVICE = 0020000;
  static final int BLOCK_DEVICE = 0060000;
  static final int FIFO = 0010000;
  private static final int TYPE = 0170000;

  private static final String DELETED = " (deleted)";
  private static final int OCTAL = 8;
  private static final int ACCESS = 03;
  private static final int APPEND = 02000;

  /** Looks at one; fails if it was closed meanwhile. */
  static Descriptor read(int number, SocketTable sockets) throws IOException {
    Path link = FOLDER.resolve(Integer.toString(number));
    String target = Files.readSymbolicLink(link).toString();
    Socket socket = null;
    if (target.startsWith("socket:[")) {
      String inode = target.substring("socket:[".length(), target.length() - 1);
      socket = sockets.find(inode).orElse(null);
    }
    Path info = Path.of("/proc/self/fdinfo", Integer.toString(number));
    return new Descriptor(
        number,
        target,
        (int) Files.getAttribute(link, "unix:mode") & TYPE,
        Files.readAllLines(info, StandardCharsets.ISO_8859_1),
        socket);
  }

  public boolean isStandard() {
    return number <= 2;
  }

  /** Whether it has, or had, a path in a file system. */
  public boolean isFile() {
    return target.startsWith("/") && !isMemory();
  }

  /** Returns the path of a file, or the one that it had. */
  String path() {
    return isDeleted() ? target.substring(0, target.length() - DELETED.length()) : target;
  }

  boolean isNetworkSocket() {
    return socket != null && !socket.isUnix();
  }

  boolean isSocket() {
    return target.startsWith("socket:[");
  }

  public boolean isDeleted() {
    return target.endsWith(DELETED);
  }

  /** A file without a name in a file system, which CRIU writes into the image. */
  boolean isMemory() {
    return target.startsWith("/memfd:");
  }

  /** What the kernel has no file for, such as {@code [eventpoll]}; empty otherwise. */
  Optional<String> anonymous() {
    String mark = "anon_inode:";
    return target.startsWith(mark)
        ? Optional.of(target.substring(mark.length()).replaceAll("[\\[\\]]", ""))
        : Optional.empty();
  }

  public boolean isWritable() {
    return (flags() & ACCESS) != 0;
  }

  boolean isAppending() {
    return isWritable() && (flags() & APPEND) != 0;
  }

  /**
   * Whether the launcher opens it again at a restore: a log, which grows between two restores of
   * one image.
   */
  public boolean isReopenedAtRestore() {
    return type == REGULAR && isAppending() && !isStandard() && !isDeleted() && !isMemory();
  }

  /** Whether a lock on the file is held through this descriptor. */
  boolean isLocked() {
    return info.stream().anyMatch(line -> line.startsWith("lock:"));
  }

  /** Returns the descriptors that this one watches, if it is an {@code eventpoll}. */
  List<Integer> watched() {
    return info.stream()
        .filter(line -> line.startsWith("tfd:"))
        .map(line -> Integer.parseInt(line.strip().split("\\s+", 3)[1]))
        .toList();
  }

  @Override
  public String toString() {
    String mode = isAppending() ? " append" : isWritable() ? " write" : "";
    if (socket != null) {
      return target + " " + socket;
    }
    return type == REGULAR ? target + mode + (isLocked() ? " locked" : "") : target;
  }

  private int flags() {
    return info.stream()
        .filter(line -> line.startsWith("flags:"))
        .map(line -> Integer.parseInt(line.substring("flags:".length()).strip(), OCTAL))
        .findFirst()
        .orElse(0);
  }
}

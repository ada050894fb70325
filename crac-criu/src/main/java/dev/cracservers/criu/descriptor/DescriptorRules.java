// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.descriptor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What cannot, or must not, be in an image, and why. */
final class DescriptorRules {
  /** CRIU's limit for the content of deleted files, as the dump script sets it. */
  private static final long LARGEST_DELETED_FILE = 16L << 20;

  private static final String STALE =
      "it would not tell what changes between the checkpoint and the restore";

  /**
   * What the kernel has no file for: those that CRIU restores, with an empty reason, and others.
   */
  private static final Map<String, String> ANONYMOUS =
      Map.ofEntries(
          Map.entry("eventpoll", ""),
          Map.entry("eventfd", ""),
          Map.entry("signalfd", ""),
          Map.entry("timerfd", ""),
          Map.entry("pidfd", ""),
          Map.entry("bpf-map", ""),
          Map.entry("inotify", STALE),
          Map.entry("fanotify", STALE),
          Map.entry("io_uring", "CRIU cannot dump the rings that the kernel shares with it"));

  private static final Set<String> DEVICES =
      Set.of("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty");

  private DescriptorRules() {}

  /** Returns why there can be no image with it; empty if there can. */
  static Optional<String> refuse(Descriptor descriptor) throws IOException {
    if (descriptor.socket() != null) {
      return refuse(descriptor.socket());
    }
    if (descriptor.isStandard() || descriptor.isMemory()) {
      return Optional.empty();
    }
    if (descriptor.anonymous().isPresent()) {
      return Optional.of(
              ANONYMOUS.getOrDefault(descriptor.anonymous().get(), "CRIU cannot dump it"))
          .filter(reason -> !reason.isEmpty());
    }
    return switch (descriptor.type()) {
      case Descriptor.CHARACTER_DEVICE, Descriptor.BLOCK_DEVICE ->
          DEVICES.contains(descriptor.target())
              ? Optional.empty()
              : Optional.of("a device cannot be dumped");
      case Descriptor.REGULAR -> refuseFile(descriptor);
      default -> Optional.empty();
    };
  }

  static Optional<String> refuse(MappedFile mapped) {
    if (mapped.deleted()) {
      if (!mapped.executable()) {
        return Optional.of("it is mapped, and was deleted: at a restore there is no file to map");
      }
      return mapped.bytes() <= LARGEST_DELETED_FILE
          ? Optional.empty()
          : Optional.of(
              "it is mapped, and was deleted, and its " + mapped.bytes() + " bytes are too many");
    }
    return mapped.written()
        ? Optional.of(
            "it is mapped for writing, and can be mapped again only while it is unchanged")
        : Optional.empty();
  }

  private static Optional<String> refuse(Socket socket) {
    if (socket.isUnix()) {
      // Whether its peer is in this process only CRIU can tell, and does.
      return Optional.empty();
    }
    if (socket.isListening()) {
      return Optional.of("two processes restored from it could not both listen there");
    }
    return Optional.of(
        socket.isTcp()
            ? "a connection breaks in it"
            : "its peer and its address may be others then");
  }

  private static Optional<String> refuseFile(Descriptor descriptor) throws IOException {
    if (descriptor.isLocked()) {
      return Optional.of("two copies would share its lock");
    }
    if (descriptor.isDeleted()) {
      Path link = Descriptor.FOLDER.resolve(Integer.toString(descriptor.number()));
      long size = Files.size(link);
      return size <= LARGEST_DELETED_FILE
          ? Optional.empty()
          : Optional.of("it was deleted, and its " + size + " bytes are too many for an image");
    }
    return descriptor.isWritable() && !descriptor.isAppending()
        ? Optional.of("it can be opened again only as long as it does not change, so only once")
        : Optional.empty();
  }
}

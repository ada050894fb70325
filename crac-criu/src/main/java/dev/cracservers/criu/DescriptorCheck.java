// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Finds what is open and cannot be in an image, before anything is dumped: CRIU would name the
 * first of it only, and some of it only at the restore.
 */
final class DescriptorCheck {
  /** Texts, separated by commas; what contains one of them in its description is let through. */
  static final String ALLOW_PROPERTY = "dev.cracservers.allowOpen";

  /** As many as the launcher has descriptors to open files again with. */
  private static final int MOST_APPENDED_FILES = 3;

  /** CRIU's limit for the content of deleted files, as the dump script sets it. */
  private static final long LARGEST_DELETED_FILE = 16L << 20;

  private static final Set<String> KNOWN_ANONYMOUS =
      Set.of(
          "eventpoll", "eventfd", "signalfd", "timerfd", "inotify", "fanotify", "pidfd", "bpf-map");
  private static final Set<String> KNOWN_DEVICES =
      Set.of("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty");

  /** What was closed a moment ago may need a thread of its own to be really closed. */
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private static final String CLOSE_IT =
      "close it before the checkpoint: register whatever holds it with the coordinator, or with"
          + " org.crac";

  private final CriuAbilities criu;
  private final List<String> allowed;

  DescriptorCheck(CriuAbilities criu) {
    this.criu = criu;
    this.allowed =
        Stream.of(System.getProperty(ALLOW_PROPERTY, "").split(",", -1))
            .map(String::strip)
            .filter(text -> !text.isEmpty())
            .toList();
  }

  /** Returns an exception for each descriptor and mapped file that cannot be in an image. */
  List<CheckpointOpenResourceException> refusals() throws IOException {
    long begun = System.nanoTime();
    List<CheckpointOpenResourceException> refusals = look();
    while (!refusals.isEmpty() && System.nanoTime() - begun < PATIENCE_NANOS) {
      LockSupport.parkNanos(POLL_NANOS);
      refusals = look();
    }
    return refusals;
  }

  private List<CheckpointOpenResourceException> look() throws IOException {
    List<CheckpointOpenResourceException> refusals = new ArrayList<>();
    List<Descriptor> open = Descriptors.open();
    DescriptorOwners owners = new DescriptorOwners(open);
    int appended = 0;
    for (Descriptor descriptor : open) {
      if (isAllowed(descriptor.toString())) {
        continue;
      }
      if (descriptor.isReopenedAtRestore() && ++appended > MOST_APPENDED_FILES) {
        refusals.add(
            file(descriptor, owners, "more than " + MOST_APPENDED_FILES + " open logs", CLOSE_IT));
      } else {
        refuse(descriptor, owners).ifPresent(refusals::add);
      }
    }
    for (String mapped : MappedFiles.writtenTo()) {
      if (!isAllowed(mapped)) {
        refusals.add(refuseMapped(mapped));
      }
    }
    return refusals;
  }

  private boolean isAllowed(String description) {
    return allowed.stream().anyMatch(description::contains);
  }

  private Optional<CheckpointOpenResourceException> refuse(
      Descriptor descriptor, DescriptorOwners owners) throws IOException {
    Socket socket = descriptor.socket();
    if (socket != null) {
      return refuse(descriptor, socket, owners);
    }
    if (descriptor.isStandard() || descriptor.isMemory()) {
      return Optional.empty();
    }
    Optional<String> anonymous = descriptor.anonymous();
    if (anonymous.isPresent() && !KNOWN_ANONYMOUS.contains(anonymous.get())) {
      return Optional.of(resource(descriptor, owners, "CRIU cannot dump it", CLOSE_IT));
    }
    return switch (descriptor.type()) {
      case Descriptor.CHARACTER_DEVICE, Descriptor.BLOCK_DEVICE ->
          KNOWN_DEVICES.contains(descriptor.target())
              ? Optional.empty()
              : Optional.of(resource(descriptor, owners, "a device cannot be dumped", CLOSE_IT));
      case Descriptor.REGULAR -> refuseFile(descriptor, owners);
      default -> Optional.empty();
    };
  }

  private Optional<CheckpointOpenResourceException> refuse(
      Descriptor descriptor, Socket socket, DescriptorOwners owners) throws IOException {
    if (socket.isUnix()) {
      // Whether its peer is in this process only CRIU can tell, and does.
      return Optional.empty();
    }
    if (socket.isTcp() && !socket.isListening()) {
      String service = WellKnownPorts.service(socket.remotePort());
      return Optional.of(
          new CheckpointOpenSocketException(
              message(descriptor, owners, "a connection" + service + " breaks in it", CLOSE_IT)));
    }
    Optional<String> unable = criu.cannotDumpInetSockets();
    return unable.map(
        reason ->
            new CheckpointOpenSocketException(
                message(
                    descriptor,
                    owners,
                    reason,
                    CLOSE_IT + "; or run `crac setup --suite sid` for a newer CRIU")));
  }

  private static Optional<CheckpointOpenResourceException> refuseFile(
      Descriptor descriptor, DescriptorOwners owners) throws IOException {
    if (descriptor.isLocked()) {
      return Optional.of(file(descriptor, owners, "two copies would share its lock", CLOSE_IT));
    }
    if (descriptor.isDeleted()) {
      Path link = Descriptor.FOLDER.resolve(Integer.toString(descriptor.number()));
      long size = Files.size(link);
      return size <= LARGEST_DELETED_FILE
          ? Optional.empty()
          : Optional.of(
              file(descriptor, owners, "its " + size + " bytes are too many for it", CLOSE_IT));
    }
    if (descriptor.isWritable() && !descriptor.isAppending()) {
      return Optional.of(
          file(
              descriptor,
              owners,
              "it can be restored only as long as the file does not change, so only once",
              CLOSE_IT
                  + "; open a log for appending; or let it through with -D"
                  + ALLOW_PROPERTY
                  + "="
                  + descriptor.target()));
    }
    return Optional.empty();
  }

  private static CheckpointOpenFileException refuseMapped(String path) {
    String remedy = path.contains("/hsperfdata_") ? "start it with -XX:-UsePerfData" : CLOSE_IT;
    return new CheckpointOpenFileException(
        "the file "
            + path
            + " is mapped for writing and cannot be in an image: it can be restored"
            + " only as long as the file does not change. Remedy: "
            + remedy
            + ".");
  }

  private static CheckpointOpenFileException file(
      Descriptor descriptor, DescriptorOwners owners, String reason, String remedy) {
    return new CheckpointOpenFileException(message(descriptor, owners, reason, remedy));
  }

  private static CheckpointOpenResourceException resource(
      Descriptor descriptor, DescriptorOwners owners, String reason, String remedy) {
    return new CheckpointOpenResourceException(message(descriptor, owners, reason, remedy));
  }

  private static String message(
      Descriptor descriptor, DescriptorOwners owners, String reason, String remedy) {
    return "descriptor "
        + descriptor.number()
        + ", "
        + descriptor
        + ", cannot be in an image: "
        + reason
        + owners.describe(descriptor.number()).map(owner -> "; " + owner).orElse("")
        + ". Remedy: "
        + remedy
        + ".";
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.descriptor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Closes what rules say, for one checkpoint. A socket is shut down first: its holder, or the
 * selector that watches it, sees its end and can close it. What the holder keeps is replaced. New
 * sockets are held until the image is taken, so that nothing connects again before it.
 */
public final class RuleClosing implements AutoCloseable {
  /** What is closed, and by which rule. */
  record Closing(Descriptor descriptor, ResourcePolicy rule) {
    @Override
    public String toString() {
      return "descriptor "
          + descriptor.number()
          + ", "
          + descriptor
          + ", by the rule at "
          + rule.place();
    }
  }

  /** A holder that reacts at all does so in this time. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final List<Closing> closed = new ArrayList<>();
  private final Set<String> replacements = new HashSet<>();
  private @Nullable SocketGate gate;

  /** Returns when none of these is open any more. */
  void close(List<Closing> open) throws IOException {
    List<Closing> sockets = open.stream().filter(each -> each.descriptor().isSocket()).toList();
    if (!sockets.isEmpty() && gate == null) {
      gate = SocketGate.shut();
    }
    for (Closing each : sockets) {
      closed.add(each);
      ClosedDescriptor.shutDown(each.descriptor());
    }
    long begun = System.nanoTime();
    while (sockets.stream().anyMatch(RuleClosing::isOpen)
        && System.nanoTime() - begun < PATIENCE_NANOS) {
      LockSupport.parkNanos(POLL_NANOS);
    }
    for (Closing each : open) {
      if (isOpen(each)) {
        if (!each.descriptor().isSocket()) {
          closed.add(each);
        }
        ClosedDescriptor.replace(each.descriptor());
        target(each.descriptor()).ifPresent(replacements::add);
      }
    }
  }

  /** Whether a descriptor is one that this object put in place of another. */
  boolean isReplacement(Descriptor descriptor) {
    return replacements.contains(descriptor.target());
  }

  /** Returns what a failed checkpoint leaves closed; empty if nothing. */
  public Optional<Throwable> leftClosed() {
    if (closed.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new CheckpointOpenResourceException(
            "a rule closed it for the image, and it stays closed: "
                + closed.stream().map(Closing::toString).collect(Collectors.joining("; "))
                + ". Remedy: restart whatever does not open it again by itself."));
  }

  /** Lets threads create sockets again. */
  @Override
  public void close() {
    if (gate != null) {
      gate.close();
    }
  }

  private static boolean isOpen(Closing closing) {
    return target(closing.descriptor()).equals(Optional.of(closing.descriptor().target()));
  }

  private static Optional<String> target(Descriptor descriptor) {
    Path link = Descriptor.FOLDER.resolve(Integer.toString(descriptor.number()));
    try {
      return Optional.of(Files.readSymbolicLink(link).toString());
    } catch (IOException gone) {
      return Optional.empty();
    }
  }
}

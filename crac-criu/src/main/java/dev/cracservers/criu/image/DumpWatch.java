// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.image;

import dev.cracservers.criu.platform.ProcessIdentity;
import java.io.IOException;
import java.util.Optional;

/**
 * Waits until a dump has ended, in the process that was dumped and in each process restored from
 * its image.
 *
 * <p>The image can be taken between any two instructions of this class, and what the files of the
 * dump say in a restored process is arbitrary. Therefore the identity of the process alone decides
 * which of the two this is, and it is read after everything else: evidence of the end that was
 * gathered before the image says that CRIU has finished, so no image can be taken after it.
 */
final class DumpWatch {
  private static final int POLLS_BETWEEN_LIFE_SIGNS = 100;

  /** The questions that this class asks, each of which takes one look. */
  interface World {
    ProcessIdentity identity();

    boolean hasResult();

    String readResult() throws IOException;

    boolean isWorkerAlive();

    boolean hasFolder();

    void pause();
  }

  private final World world;
  private final ProcessIdentity dumped;

  DumpWatch(World world) {
    this.world = world;
    this.dumped = world.identity();
  }

  /** Returns the outcome in the process that was dumped; empty in a restored one. */
  Optional<DumpOutcome> await() throws IOException {
    DumpOutcome outcome;
    try {
      outcome = awaitEvidence();
    } catch (Throwable e) {
      if (isRestored()) {
        return Optional.empty();
      }
      throw e;
    }
    return isRestored() ? Optional.empty() : Optional.of(outcome);
  }

  /** Returns what the files say, which is no outcome if this is a restored process. */
  private DumpOutcome awaitEvidence() throws IOException {
    while (true) {
      for (int poll = 0; poll < POLLS_BETWEEN_LIFE_SIGNS; poll++) {
        if (isRestored()) {
          return DumpOutcome.restored();
        }
        if (world.hasResult()) {
          return DumpOutcome.parse(world.readResult());
        }
        world.pause();
      }
      if (!world.isWorkerAlive() && !world.hasResult()) {
        return world.hasFolder() ? DumpOutcome.killed() : DumpOutcome.gone();
      }
    }
  }

  private boolean isRestored() {
    return world.identity().isOtherThan(dumped);
  }
}

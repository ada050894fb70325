// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.Phase;
import java.lang.ref.Reference;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Overwrites the free part of the heap at the end of CLOSE, so that copies of secrets that nobody
 * reaches any more are not in the image. An option: most collectors leave dead objects where they
 * were, and a collection alone does not erase them.
 *
 * <p>Register it before everything else that holds secrets: what is registered first closes last.
 * It collects, fills what is free of the heap that is committed with zeros, and lets it go. A
 * twentieth of the largest heap is left untouched, so that nobody else runs out of memory
 * meanwhile; the count {@code filledMiB} says how much was overwritten.
 *
 * <p>What a live object holds it cannot erase. Called by the thread of the phases only.
 */
public final class FreeHeapScrub implements CheckpointResource {
  /** Smaller than the thread-local buffers, so that no corner of the free heap is too small. */
  private static final int BLOCK = 2 << 10;

  private static final int RESERVED_PART = 20;

  /** Survivors of the first filling are copied by the second into what it left out. */
  private static final int FILLINGS = 2;

  private long filled;

  /** Makes one; a process needs no more. */
  public FreeHeapScrub() {}

  @Override
  public String name() {
    return "free heap";
  }

  /**
   * Overwrites the free heap.
   *
   * @throws IllegalStateException if the deadline ends before
   */
  @Override
  public void close(Deadline deadline) {
    filled = 0;
    for (int filling = 0; filling < FILLINGS; filling++) {
      collect();
      fill(deadline);
    }
    collect();
  }

  @Override
  public Map<String, Long> counts(Phase phase) {
    return phase == Phase.CLOSE ? Map.of("filledMiB", filled >> 20) : Map.of();
  }

  private void fill(Deadline deadline) {
    Runtime runtime = Runtime.getRuntime();
    long committed = runtime.totalMemory();
    long reserve = runtime.maxMemory() / RESERVED_PART;
    long used = committed - runtime.freeMemory();
    long wanted = Math.min(committed, runtime.maxMemory() - reserve) - used;
    @Nullable Object @Nullable [] blocks = null;
    try {
      for (long done = 0; done < wanted; done += BLOCK) {
        // A chain, since one large array would itself need a place that is large enough.
        blocks = new @Nullable Object[] {blocks, new byte[BLOCK]};
        if (deadline.isExpired()) {
          throw new IllegalStateException(tooLong(deadline, done >> 20, wanted >> 20));
        }
      }
    } finally {
      // Until here none of it may be collected, or the same place would be filled over and over.
      Reference.reachabilityFence(blocks);
    }
    filled = Math.max(filled, wanted);
  }

  private static String tooLong(Deadline deadline, long done, long wanted) {
    return "the free heap is not overwritten after "
        + deadline.elapsed().toMillis()
        + " ms: "
        + done
        + " of "
        + wanted
        + " MiB; allow CLOSE more than "
        + deadline.budget().toMillis()
        + " ms, or make the heap smaller with -Xmx";
  }

  private static void collect() {
    System.gc();
  }
}

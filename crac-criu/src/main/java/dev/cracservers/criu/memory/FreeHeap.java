// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.memory;

import dev.cracservers.criu.memory.MemoryKinds.Kind;
import dev.cracservers.criu.platform.EngineProperties;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.ref.Reference;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The part of the heap that has no object. A collector moves what lives and leaves what is dead
 * where it was until the place is used again, and so it would be in the image.
 */
final class FreeHeap {
  /** G1 leaves a place as it is at the end of a region that is too small for the next object. */
  private static final int BLOCK = 512;

  /** The end of a region, for each thread of G1 that compacts, is free and not given back. */
  private static final long LEAST = 8L << 20;

  /** A part of the largest heap, for other threads and for the collector. */
  private static final int RESERVED_PART = 10;

  /** Seen by others, or the compiler would leave out what nobody uses. */
  private static final AtomicReference<byte @Nullable []> LAST = new AtomicReference<>();

  private FreeHeap() {}

  /**
   * Fills it with zeros, and has them collected. ZGC and Shenandoah are left alone: they would need
   * all of the largest heap for it, and then keep what they need.
   *
   * @throws IllegalStateException if the collector finds no room
   */
  static void overwrite() {
    long eden = sum("Eden", FreeHeap::committed);
    if (isG1()) {
      // It has given back what is free, or never used most of it, if a large -Xms keeps it.
      fill(Math.min(eden, dead()));
    } else if (eden > 0) {
      fill(eden);
      // What other threads had taken to allocate from: now they have taken something else.
      fill(eden);
    }
    LAST.set(null);
  }

  /**
   * Fills the young generation, and with what lives of that the places where survivors and old
   * objects were. It is collected while it lives: live objects come to lie close together, and what
   * becomes free with the next collection is overwritten.
   */
  private static void fill(long young) {
    long living = Math.min(promoted(), room());
    @Nullable Object @Nullable [] blocks = null;
    try {
      for (long done = 0; done < living; done += BLOCK) {
        // A chain, since one large array would itself need a place that is large enough.
        blocks = new @Nullable Object[] {blocks, new byte[BLOCK]};
      }
      for (long done = living; done < young; done += BLOCK) {
        LAST.set(new byte[BLOCK]);
      }
      System.gc();
    } catch (OutOfMemoryError e) {
      blocks = null;
      throw new IllegalStateException(tooSmall(living >> 20), e);
    } finally {
      // Until here none of it may be collected, or the same place would be filled over and over.
      Reference.reachabilityFence(blocks);
    }
  }

  private static String tooSmall(long wanted) {
    return "the free heap cannot be overwritten, its collector has no room for "
        + wanted
        + " MiB: allow it a larger heap with -Xmx; or, if the process never had a secret, start it"
        + " with -D"
        + EngineProperties.KEEP_GARBAGE
        + "=true";
  }

  private static long promoted() {
    long before = sum("Old Gen", FreeHeap::dropped) + sum("Tenured Gen", FreeHeap::dropped);
    long wanted = before + sum("Survivor", FreeHeap::committed);
    return Math.max(LEAST, Math.min(Runtime.getRuntime().freeMemory(), wanted));
  }

  private static long room() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.maxMemory() / RESERVED_PART * (RESERVED_PART - 1) - used();
  }

  /** What was used and is free. The rest of the free heap would only make the image larger. */
  private static long dead() {
    return Math.min(Runtime.getRuntime().freeMemory(), resident() - used());
  }

  private static long used() {
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  /**
   * Whether no more of the heap is in memory than the JVM says it has. Only G1 gives back later
   * than it says; others say less, as they leave out the empty half of the survivors.
   */
  static boolean isGivenBack() {
    return !isG1() || resident() <= Runtime.getRuntime().totalMemory();
  }

  private static boolean isG1() {
    return sum("G1 ", FreeHeap::committed) > 0;
  }

  private static long resident() {
    try {
      return MemoryKinds.now().bytes().getOrDefault(Kind.HEAP, 0L);
    } catch (IOException e) {
      throw new UncheckedIOException("/proc/self/smaps is not readable, and CRIU needs it too", e);
    }
  }

  private static long sum(String pool, ToLongFunction<MemoryPoolMXBean> bytes) {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(each -> each.getName().contains(pool))
        .mapToLong(bytes)
        .sum();
  }

  private static long committed(MemoryPoolMXBean pool) {
    return pool.getUsage().getCommitted();
  }

  /** How much more there was of it once. */
  private static long dropped(MemoryPoolMXBean pool) {
    return pool.getPeakUsage().getUsed() - pool.getUsage().getUsed();
  }
}

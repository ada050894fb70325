// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/**
 * A value that is initialised again after each restore by the very function that initialised it, so
 * that no two restores of one image share it: a worker id, a seeded generator, a start time.
 *
 * <pre>{@code
 * static final Reinitialized<SnowflakeIds> IDS =
 *     Reinitialized.of(() -> new SnowflakeIds(workerId()));
 * }</pre>
 *
 * <p>The function runs once when the value is made, and then in RESTORE of each restore, before any
 * resource is reopened, on the thread that restores. A checkpoint that fails leaves the value as it
 * is. Needs a {@link CheckpointCoordinator} in the process. Thread-safe; reading costs one volatile
 * read.
 *
 * @param <T> the type of the value
 */
public final class Reinitialized<T> {
  private static final List<WeakReference<Reinitialized<?>>> LIVE = new ArrayList<>();

  private final Supplier<? extends T> initializer;
  private volatile T value;

  private Reinitialized(Supplier<? extends T> initializer) {
    this.initializer = initializer;
    this.value = initializer.get();
  }

  /** Initialises a value now and after each restore. What the function throws is passed on. */
  public static <T> Reinitialized<T> of(Supplier<? extends T> initializer) {
    Reinitialized<T> made = new Reinitialized<>(initializer);
    synchronized (LIVE) {
      LIVE.add(new WeakReference<>(made));
    }
    return made;
  }

  /** Returns the value of this start or restore. */
  public T get() {
    return value;
  }

  /** Initialises every value that is still in use again, in the order they were made. */
  static void initializeAll() {
    IllegalStateException failure = null;
    for (Reinitialized<?> each : live()) {
      try {
        each.initialize();
      } catch (Throwable e) {
        if (failure == null) {
          failure = new IllegalStateException("values could not be initialised again", e);
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private void initialize() {
    value = initializer.get();
  }

  private static List<Reinitialized<?>> live() {
    List<Reinitialized<?>> live = new ArrayList<>();
    synchronized (LIVE) {
      for (Iterator<WeakReference<Reinitialized<?>>> each = LIVE.iterator(); each.hasNext(); ) {
        Reinitialized<?> value = each.next().get();
        if (value == null) {
          each.remove();
        } else {
          live.add(value);
        }
      }
    }
    return live;
  }
}

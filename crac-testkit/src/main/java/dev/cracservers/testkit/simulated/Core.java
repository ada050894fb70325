// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit.simulated;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The entry of org.crac into the simulated engine. Until a test says otherwise the process is left
 * running at its image. Thread-safe; concurrent checkpoints take place one after the other.
 */
public final class Core {
  private static final Image LEFT_RUNNING = () -> {};
  private static final Context GLOBAL = new Context();
  private static final ReentrantLock CHECKPOINT = new ReentrantLock();

  private static volatile Image image = LEFT_RUNNING;

  private Core() {}

  /** Returns the one context of this process. */
  public static Context getGlobalContext() {
    return GLOBAL;
  }

  /** Says what happens at the image from now on. */
  public static void replaceImage(Image replacement) {
    image = replacement;
  }

  /** Says that the process is left running at its image from now on. */
  public static void resetImage() {
    image = LEFT_RUNNING;
  }

  /**
   * Notifies all resources, takes the image if none failed, and notifies them again.
   *
   * @throws CheckpointException if a resource failed before the image, or the image did
   * @throws RestoreException if a resource failed after the image
   */
  public static void checkpointRestore() throws CheckpointException, RestoreException {
    if (CHECKPOINT.isHeldByCurrentThread()) {
      throw new CheckpointException(
          List.of(new IllegalStateException("a checkpoint within a checkpoint")));
    }
    CHECKPOINT.lock();
    try {
      checkpoint();
    } finally {
      CHECKPOINT.unlock();
    }
  }

  private static void checkpoint() throws CheckpointException, RestoreException {
    List<Resource> resources = GLOBAL.live();
    List<Throwable> failures = new ArrayList<>(GLOBAL.beforeCheckpoint(resources));
    if (failures.isEmpty()) {
      try {
        image.take();
      } catch (Exception e) {
        failures.add(e);
      }
    }
    List<Throwable> after = GLOBAL.afterRestore(resources);
    if (!failures.isEmpty()) {
      failures.addAll(after);
      throw new CheckpointException(failures);
    }
    if (!after.isEmpty()) {
      throw new RestoreException(after);
    }
  }
}

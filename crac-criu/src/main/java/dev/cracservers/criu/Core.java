// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

import dev.cracservers.criu.image.CheckpointRequest;
import dev.cracservers.criu.platform.EngineProperties;
import dev.cracservers.criu.platform.ProcessStat;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The entry that org.crac looks up by name. Applications call {@code org.crac.Core} instead.
 *
 * <p>Concurrent checkpoints run one after the other.
 */
public final class Core {
  private static final Context GLOBAL = new Context();
  private static final ReentrantLock ONE_AT_A_TIME = new ReentrantLock(true);

  private Core() {}

  /** Returns the context of this process. */
  public static Context getGlobalContext() {
    return GLOBAL;
  }

  /**
   * Takes a checkpoint as the launcher's settings say. Returns in the restored process, or in this
   * one if it was left running.
   *
   * @throws CheckpointException if no image was taken; this process goes on. A call from within a
   *     notification ends this way, with an IllegalStateException
   * @throws RestoreException if this is a restored process in which a resource failed
   */
  public static void checkpointRestore() throws CheckpointException, RestoreException {
    if (ONE_AT_A_TIME.isHeldByCurrentThread()) {
      throw refused("a checkpoint was asked for from within a checkpoint");
    }
    ONE_AT_A_TIME.lock();
    try {
      new Checkpoint(GLOBAL, CheckpointRequest.fromProperties()).run();
    } finally {
      ONE_AT_A_TIME.unlock();
    }
  }

  /**
   * Takes a checkpoint that somebody outside asks for. It is refused while there is another one: if
   * it waited it would be taken in the process that is restored from the other's image, where
   * nobody asks for it any more. It is refused, too, while the application says by a system
   * property that it is starting: what it registers later would not be part of it.
   */
  static void checkpointRestore(CheckpointRequest request)
      throws CheckpointException, RestoreException {
    if (System.getProperty(EngineProperties.STARTING) != null) {
      throw refused(
          "not started yet: the application has to start before a checkpoint can be taken. Remedy:"
              + " wait until it serves, or use crac checkpoint --wait");
    }
    if (!ONE_AT_A_TIME.tryLock()) {
      throw refused("another checkpoint of process " + ProcessStat.pid() + " is under way");
    }
    try {
      new Checkpoint(GLOBAL, request).run();
    } finally {
      ONE_AT_A_TIME.unlock();
    }
  }

  private static CheckpointException refused(String reason) {
    return new CheckpointException(List.of(new IllegalStateException(reason)));
  }
}

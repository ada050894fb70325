// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.platform;

/**
 * The system properties of the engine. Those of the launcher and of the core are written there
 * again, since neither sees this module.
 */
public final class EngineProperties {
  /** The folder of the next image; {@code crac-image} below the working directory by default. */
  public static final String IMAGE = "dev.cracservers.image";

  /** Whether the process goes on after a checkpoint. */
  public static final String LEAVE_RUNNING = "dev.cracservers.leaveRunning";

  /**
   * What happens to child processes: {@code refuse}, {@code resources}, or a number of seconds to
   * wait.
   */
  static final String CHILDREN = "dev.cracservers.children";

  /** The command that takes images, {@code criu} by default. */
  public static final String CRIU = "dev.cracservers.criu.path";

  /** After how long without progress CRIU is taken for hung, in seconds. */
  public static final String CRIU_STALL_SECONDS = "dev.cracservers.criu.stallSeconds";

  /** Leaves dead objects in the heap as they are. */
  public static final String KEEP_GARBAGE = "dev.cracservers.keepGarbage";

  /** Leaves the random generators of the JDK as they are. */
  public static final String KEEP_RANDOMS = "dev.cracservers.keepRandoms";

  /** Set by the launcher: the folder through which it asks for checkpoints. */
  public static final String CONTROL_FOLDER = "dev.cracservers.control";

  /** Set in a restored process: the folder with what was given at the restore. */
  public static final String RESTORE_FOLDER = "dev.cracservers.restore";

  /** Set during a checkpoint that is watched: the file that takes its events, one a line. */
  public static final String PROGRESS_FILE = "dev.cracservers.progress";

  /** Set by an application that is still starting, and cannot be checkpointed. */
  public static final String STARTING = "dev.cracservers.starting";

  private EngineProperties() {}
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of one checkpoint.
 *
 * @param image the folder the image goes to
 * @param leaveRunning whether this process goes on after its image was taken
 * @param progress the file that tells a watching launcher how it goes; null if nobody watches
 */
record CheckpointRequest(Path image, boolean leaveRunning, @Nullable Path progress) {
  static final String IMAGE_PROPERTY = "dev.cracservers.image";
  static final String LEAVE_RUNNING_PROPERTY = "dev.cracservers.leaveRunning";

  /** Returns what the start of this process, or its last restore, says. */
  static CheckpointRequest fromProperties() {
    return new CheckpointRequest(
        Path.of(System.getProperty(IMAGE_PROPERTY, "crac-image")).toAbsolutePath().normalize(),
        Boolean.getBoolean(LEAVE_RUNNING_PROPERTY),
        null);
  }
}

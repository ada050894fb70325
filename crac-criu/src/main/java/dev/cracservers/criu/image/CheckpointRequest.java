// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.image;

import dev.cracservers.criu.platform.EngineProperties;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of one checkpoint.
 *
 * @param image the folder the image goes to
 * @param leaveRunning whether this process goes on after its image was taken
 * @param progress the file that tells a watching launcher how it goes; null if nobody watches
 */
public record CheckpointRequest(Path image, boolean leaveRunning, @Nullable Path progress) {
  private static final String COMMAND = "checkpoint";

  /** Returns what the start of this process, or its last restore, says. */
  public static CheckpointRequest fromProperties() {
    return new CheckpointRequest(imageOfThisProcess(), leaveRunningByDefault(), null);
  }

  /**
   * Returns what a line of {@code crac checkpoint} asks for: four fields, separated by tabs, {@code
   * checkpoint}, image folder, {@code leave-running} or {@code end}, progress file. Empty if it is
   * no such line.
   */
  public static Optional<CheckpointRequest> parse(String line) {
    List<String> fields = List.of(line.split("\t", -1));
    if (fields.size() != 4 || !fields.get(0).equals(COMMAND)) {
      return Optional.empty();
    }
    Path image =
        fields.get(1).isEmpty() ? imageOfThisProcess() : Path.of(fields.get(1)).normalize();
    boolean leaveRunning = fields.get(2).equals("leave-running");
    return Optional.of(new CheckpointRequest(image, leaveRunning, Path.of(fields.get(3))));
  }

  private static Path imageOfThisProcess() {
    return Path.of(System.getProperty(EngineProperties.IMAGE, "crac-image"))
        .toAbsolutePath()
        .normalize();
  }

  private static boolean leaveRunningByDefault() {
    return Boolean.getBoolean(EngineProperties.LEAVE_RUNNING);
  }
}

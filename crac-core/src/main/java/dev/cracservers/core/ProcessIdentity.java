// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What differs between a process and its restored image, so that a resource's way back can tell a
 * restore from an undo: org.crac calls {@code afterRestore} for both.
 *
 * <p>CRIU makes a new process, whose start time (field 22 of {@code /proc/self/stat}, proc(5)) is
 * that of the restore; after a reboot the ticks could repeat, so the boot id goes with them. An
 * engine that publishes a restore folder names a new one each time.
 */
record ProcessIdentity(String startTicks, String bootId, @Nullable String restoreFolder) {
  private static final int FIELDS_AFTER_NAME = 22 - 2;

  static ProcessIdentity current() {
    return new ProcessIdentity(
        startTicks(read(Path.of("/proc/self/stat"))),
        read(Path.of("/proc/sys/kernel/random/boot_id")),
        System.getProperty(RestoreSettings.FOLDER_PROPERTY));
  }

  /**
   * Compares field by field. The equals that a record is given is linked at its first call, which
   * takes longer than the rest of RESTORE.
   */
  boolean isOtherThan(ProcessIdentity earlier) {
    return !startTicks.equals(earlier.startTicks)
        || !bootId.equals(earlier.bootId)
        || !Objects.equals(restoreFolder, earlier.restoreFolder);
  }

  /** The name in the second field may hold spaces and parentheses: count from its end. */
  private static String startTicks(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).split(" ", -1);
    return fields.length > FIELDS_AFTER_NAME ? fields[FIELDS_AFTER_NAME] : "";
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException noSuchFactHere) {
      return "";
    }
  }
}

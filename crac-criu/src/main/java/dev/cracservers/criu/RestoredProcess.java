// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What a process does first after it was restored, before any resource is told. */
final class RestoredProcess {
  /** Whoever wants the environment of the restore reads it from this folder. */
  static final String FOLDER_PROPERTY = "dev.cracservers.restore";

  private RestoredProcess() {}

  /**
   * Applies what was given at the restore: system properties are set, the environment is left in a
   * file, since a stock JDK reads its own only once.
   */
  static void enter(Optional<Path> folder) throws IOException {
    if (folder.isEmpty()) {
      System.clearProperty(FOLDER_PROPERTY);
      return;
    }
    System.setProperty(FOLDER_PROPERTY, folder.get().resolve("settings").toString());
    System.setProperty(ControlThread.FOLDER_PROPERTY, folder.get().toString());
    String given =
        Files.readString(folder.get().resolve("settings/properties"), StandardCharsets.UTF_8);
    for (String entry : given.split("\0", -1)) {
      int equals = entry.indexOf('=');
      if (equals > 0) {
        System.setProperty(entry.substring(0, equals), entry.substring(equals + 1));
      }
    }
  }
}

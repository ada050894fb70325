// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

import dev.cracservers.criu.platform.EngineProperties;
import dev.cracservers.criu.platform.Environment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a process does first after it was restored, before any resource is told. */
final class RestoredProcess {
  /** The file by which a restored process acknowledges its settings. */
  private static final String ENTERED = "entered";

  /** The file by which {@code crac restore --keep-env} asks for the variables of the image. */
  private static final String KEEP_ENVIRONMENT = "keep-environment";

  private RestoredProcess() {}

  /** Applies what was given at the restore: system properties are set, the environment is its. */
  static void enter(Optional<Path> folder) throws IOException {
    if (folder.isEmpty()) {
      System.clearProperty(EngineProperties.RESTORE_FOLDER);
      return;
    }
    Path settings = folder.get().resolve("settings");
    System.setProperty(EngineProperties.RESTORE_FOLDER, settings.toString());
    System.setProperty(EngineProperties.CONTROL_FOLDER, folder.get().toString());
    read(settings.resolve("properties")).forEach(System::setProperty);
    Environment.become(
        read(settings.resolve("environment")), Files.exists(settings.resolve(KEEP_ENVIRONMENT)));
    acknowledge(folder.get());
  }

  /**
   * Tells {@code crac restore} that the settings are in effect: it ends a process that does not.
   * Its shell waits in open(2) of the pipe, or looks for the file.
   */
  private static void acknowledge(Path folder) throws IOException {
    Files.createFile(folder.resolve(ENTERED));
    Thread waker = new Thread(() -> wake(folder.resolve("never")), "crac-entered");
    waker.setDaemon(true);
    waker.start();
  }

  /** Returns when the other end is open. */
  private static void wake(Path pipe) {
    try {
      Files.newOutputStream(pipe, StandardOpenOption.WRITE).close();
    } catch (IOException launcherIsGone) {
      // The file is what counts.
    }
  }

  /** Entries end with a NUL each. What is no text in a variable must not keep the server down. */
  private static Map<String, String> read(Path file) throws IOException {
    Map<String, String> entries = new LinkedHashMap<>();
    for (String entry :
        new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\0", -1)) {
      int equals = entry.indexOf('=');
      if (equals > 0) {
        entries.put(entry.substring(0, equals), entry.substring(equals + 1));
      }
    }
    return entries;
  }
}

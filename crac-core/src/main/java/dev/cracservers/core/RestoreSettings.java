// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The settings of this process as of its last start or restore.
 *
 * <p>{@code System.getenv()} does not change on a stock JDK. So an engine names, in the system
 * property {@value #FOLDER_PROPERTY}, a folder with two files of entries {@code name=value}, each
 * ended by a NUL like those of {@code /proc/PID/environ}: {@code properties} holds what was given
 * on the command line of the restore, {@code environment} the environment of the restore. The
 * folder stays until this process ends: a checkpoint that is undone reads it again.
 */
final class RestoreSettings {
  static final String FOLDER_PROPERTY = "dev.cracservers.restore";

  private final UnaryOperator<@Nullable String> environmentAtStart;
  private volatile Map<String, String> given = Map.of();
  private volatile Map<String, String> environment = Map.of();

  RestoreSettings() {
    this(System::getenv);
  }

  RestoreSettings(UnaryOperator<@Nullable String> environmentAtStart) {
    this.environmentAtStart = environmentAtStart;
  }

  /** Reads what the engine left for this process; nothing if it left nothing. */
  void load() throws IOException {
    String folder = System.getProperty(FOLDER_PROPERTY);
    if (folder == null) {
      return;
    }
    if (!Files.isDirectory(Path.of(folder))) {
      throw new NoSuchFileException(
          "the settings of this restore are gone: there is no folder "
              + folder
              + ", which the system property "
              + FOLDER_PROPERTY
              + " names");
    }
    given = read(Path.of(folder, "properties"));
    environment = read(Path.of(folder, "environment"));
  }

  /** Forgets what was given at the restore, which may hold secrets. */
  void forget() {
    given = Map.of();
    environment = Map.of();
  }

  Map<String, String> given() {
    return Map.copyOf(given);
  }

  Map<String, String> environment() {
    return Map.copyOf(environment);
  }

  Optional<String> find(String name) {
    String value = given.get(name);
    if (value == null) {
      value = inEnvironment(name, environment::get);
    }
    if (value == null) {
      value = System.getProperty(name);
    }
    if (value == null) {
      value = inEnvironment(name, environmentAtStart);
    }
    return Optional.ofNullable(value);
  }

  private static @Nullable String inEnvironment(
      String name, UnaryOperator<@Nullable String> variables) {
    String exact = variables.apply(name);
    return exact != null ? exact : variables.apply(variable(name));
  }

  private static String variable(String name) {
    return name.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT);
  }

  private static Map<String, String> read(Path file) throws IOException {
    String text;
    try {
      text = Files.readString(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException nothingGiven) {
      return Map.of();
    }
    Map<String, String> entries = new HashMap<>();
    for (String entry : text.split("\0", -1)) {
      int equals = entry.indexOf('=');
      if (equals > 0) {
        entries.put(entry.substring(0, equals), entry.substring(equals + 1));
      }
    }
    return entries;
  }
}

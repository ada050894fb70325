// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The settings of this process as of its last start or restore.
 *
 * <p>{@code System.getenv()} does not change by itself on a stock JDK. So an engine names, in the
 * system property {@value #FOLDER_PROPERTY}, a folder with files of entries, each ended by a NUL
 * like those of {@code /proc/PID/environ}. Entries {@code name=value} are in {@code properties},
 * which holds what was given on the command line of the restore, and in {@code environment}, the
 * environment of the restore; {@code arguments} holds its arguments. The folder stays until this
 * process ends: a checkpoint that is undone reads it again.
 */
final class RestoreSettings {
  static final String FOLDER_PROPERTY = "dev.cracservers.restore";

  private final UnaryOperator<@Nullable String> environmentAtStart;
  private volatile Map<String, String> given = Map.of();
  private volatile Map<String, String> environment = Map.of();
  private volatile List<String> arguments = List.of();

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
    arguments = entries(Path.of(folder, "arguments"));
  }

  /** Forgets what was given at the restore, which may hold secrets. */
  void forget() {
    given = Map.of();
    environment = Map.of();
    arguments = List.of();
  }

  List<String> arguments() {
    return arguments;
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

  String require(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new NoSuchElementException(
                    "the setting "
                        + name
                        + " has no value. Remedy: give --set "
                        + name
                        + "=VALUE or the environment variable "
                        + variable(name)
                        + " to the restore, or keep the environment of the start by `crac restore"
                        + " --keep-env`; at a start, -D"
                        + name
                        + "=VALUE does"));
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
    Map<String, String> entries = new HashMap<>();
    for (String entry : entries(file)) {
      int equals = entry.indexOf('=');
      if (equals > 0) {
        entries.put(entry.substring(0, equals), entry.substring(equals + 1));
      }
    }
    return entries;
  }

  private static List<String> entries(Path file) throws IOException {
    String text;
    try {
      text = Files.readString(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException nothingGiven) {
      return List.of();
    }
    List<String> entries = List.of(text.split("\0", -1));
    int last = entries.size() - 1;
    return entries.get(last).isEmpty() ? entries.subList(0, last) : entries;
  }
}

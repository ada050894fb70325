// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What {@code /proc/PID} tells of a JVM to whoever may look into it; see proc(5). The JVM does not
 * notice.
 *
 * @param pid its id
 * @param name what the kernel calls it
 * @param home the Java it runs on; empty if it is no JVM
 * @param options its command line, and those that variables add to it
 * @param threads the names of its threads, cut to 15 characters
 * @param maps the lines of its memory map
 * @param open the targets of its descriptors
 */
record JavaProcess(
    String pid,
    String name,
    Optional<Path> home,
    List<String> options,
    Set<String> threads,
    List<String> maps,
    Set<String> open) {
  private static final List<String> OPTION_VARIABLES =
      List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS");

  /**
   * Reads it.
   *
   * @throws NoSuchFileException if there is no such process
   * @throws java.nio.file.AccessDeniedException if this user may not look into it
   */
  static JavaProcess read(String pid) throws IOException {
    Path proc = Path.of("/proc", pid);
    List<String> maps = Files.readAllLines(proc.resolve("maps"), StandardCharsets.ISO_8859_1);
    List<String> options = new ArrayList<>(strings(proc.resolve("cmdline")));
    for (String variable : strings(proc.resolve("environ"))) {
      int equals = variable.indexOf('=');
      if (equals > 0 && OPTION_VARIABLES.contains(variable.substring(0, equals))) {
        options.addAll(List.of(variable.substring(equals + 1).split("\\s+", -1)));
      }
    }
    return new JavaProcess(
        pid,
        Files.readString(proc.resolve("comm")).strip(),
        home(maps),
        options,
        threads(proc.resolve("task")),
        maps,
        targets(proc.resolve("fd")));
  }

  /** Returns the build of its Java; empty if that does not tell. */
  Optional<String> build() throws IOException {
    Path release = home.orElse(Path.of("/nowhere")).resolve("release");
    if (!Files.isReadable(release)) {
      return Optional.empty();
    }
    Properties properties = new Properties();
    try (var reader = Files.newBufferedReader(release)) {
      properties.load(reader);
    }
    return Optional.ofNullable(properties.getProperty("JAVA_RUNTIME_VERSION"))
        .map(quoted -> quoted.replace("\"", ""));
  }

  boolean hasOption(String option) {
    return options.contains(option);
  }

  Stream<String> optionsThatStartWith(String beginning) {
    return options.stream().filter(option -> option.startsWith(beginning));
  }

  boolean hasThread(String beginning) {
    return threads.stream().anyMatch(thread -> thread.startsWith(beginning));
  }

  /** Returns the files that are mapped into its memory. */
  Set<String> mappedFiles() {
    Set<String> files = new TreeSet<>();
    for (String line : maps) {
      int slash = line.indexOf('/');
      if (slash > 0) {
        files.add(line.substring(slash));
      }
    }
    return files;
  }

  /** libjvm.so is in lib/server, or another folder beside it, of the home. */
  private static Optional<Path> home(List<String> maps) {
    return maps.stream()
        .filter(line -> line.endsWith("/libjvm.so"))
        .map(line -> Path.of(line.substring(line.indexOf('/')), "../../..").normalize())
        .findFirst();
  }

  private static List<String> strings(Path file) throws IOException {
    String content = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    return content.isEmpty() ? List.of() : List.of(content.split("\0", -1));
  }

  private static Set<String> threads(Path tasks) throws IOException {
    Set<String> names = new TreeSet<>();
    try (DirectoryStream<Path> listed = Files.newDirectoryStream(tasks)) {
      for (Path task : listed) {
        try {
          names.add(Files.readString(task.resolve("comm")).strip());
        } catch (NoSuchFileException ended) {
          // Threads come and go.
        }
      }
    }
    return names;
  }

  private static Set<String> targets(Path descriptors) throws IOException {
    Set<String> targets = new TreeSet<>();
    try (DirectoryStream<Path> listed = Files.newDirectoryStream(descriptors)) {
      for (Path descriptor : listed) {
        try {
          targets.add(Files.readSymbolicLink(descriptor).toString());
        } catch (NoSuchFileException closed) {
          // Descriptors too.
        }
      }
    }
    return targets;
  }
}

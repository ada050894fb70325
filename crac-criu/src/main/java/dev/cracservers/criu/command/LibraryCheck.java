// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.command;

import dev.cracservers.criu.command.Finding.Area;
import dev.cracservers.criu.command.Finding.Level;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.ZipException;

/**
 * Libraries of a process that are known to stand in the way of a checkpoint, and what it has mapped
 * that a restore will not find.
 */
final class LibraryCheck {
  private static final String TABLE = "troublemakers.txt";
  private static final String DELETED = " (deleted)";

  private record Troublemaker(Pattern file, Level level, String text, String remedy) {}

  private final JavaProcess process;

  LibraryCheck(JavaProcess process) {
    this.process = process;
  }

  List<Finding> findings() throws IOException {
    List<Finding> findings = new ArrayList<>();
    Set<String> libraries = libraries();
    for (Troublemaker known : table()) {
      libraries.stream()
          .filter(library -> known.file().matcher(library).find())
          .findFirst()
          .ifPresent(
              library ->
                  findings.add(
                      new Finding(
                          Area.PROCESS, known.level(), library, known.text(), known.remedy())));
    }
    for (String file : process.mappedFiles()) {
      if (file.endsWith(DELETED) && file.contains(".so")) {
        findings.add(
            Finding.warning(
                Area.PROCESS,
                file,
                "a native library that was deleted; up to 16 MB of it go into the image",
                "have it unpacked into a folder that stays"));
      } else if (file.startsWith("/tmp/") && file.endsWith(".so")) {
        findings.add(
            Finding.warning(
                Area.PROCESS,
                file,
                "a native library in a temporary folder has to be there at each restore",
                "have it unpacked into a folder that stays"));
      }
    }
    return findings;
  }

  /** The names of jars that are open, of those within them, and of libraries that are mapped. */
  private Set<String> libraries() throws IOException {
    Set<String> names = new TreeSet<>();
    for (String file : process.open()) {
      if (file.endsWith(".jar") || file.endsWith(".war")) {
        names.add(nameOf(file));
        names.addAll(jarsWithin(Path.of(file)));
      }
    }
    for (String file : process.mappedFiles()) {
      names.add(nameOf(file.replace(DELETED, "")));
    }
    return names;
  }

  private static List<String> jarsWithin(Path archive) throws IOException {
    if (!Files.isReadable(archive)) {
      return List.of();
    }
    try (JarFile jar = new JarFile(archive.toFile())) {
      return jar.stream()
          .map(entry -> entry.getName())
          .filter(name -> name.endsWith(".jar"))
          .map(LibraryCheck::nameOf)
          .toList();
    } catch (ZipException replacedMeanwhile) {
      return List.of();
    }
  }

  private static String nameOf(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static List<Troublemaker> table() throws IOException {
    try (InputStream table = LibraryCheck.class.getResourceAsStream(TABLE)) {
      if (table == null) {
        throw new IllegalStateException(TABLE + " is missing from this jar");
      }
      return new BufferedReader(new InputStreamReader(table, StandardCharsets.UTF_8))
          .lines()
          .filter(line -> !line.startsWith("#") && !line.isBlank())
          .map(line -> line.split("\t", 4))
          .map(
              fields ->
                  new Troublemaker(
                      Pattern.compile(fields[0]), Level.valueOf(fields[1]), fields[2], fields[3]))
          .toList();
    }
  }
}

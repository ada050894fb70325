// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The Java installations of this machine. */
public final class JavaHomes {
  private static final Path INSTALLED = Path.of("/usr/lib/jvm");

  private JavaHomes() {}

  /**
   * Returns a home for each feature version, such as 17, among the one that runs this test and
   * those in {@code /usr/lib/jvm}.
   */
  public static Map<Integer, Path> byVersion() {
    Map<Integer, Path> homes = new TreeMap<>();
    if (Files.isDirectory(INSTALLED)) {
      try (Stream<Path> candidates = Files.list(INSTALLED)) {
        candidates.sorted().forEach(home -> add(home, homes));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    homes.put(Runtime.version().feature(), Path.of(System.getProperty("java.home")));
    return homes;
  }

  private static void add(Path home, Map<Integer, Path> homes) {
    Path release = home.resolve("release");
    if (!Files.isExecutable(home.resolve("bin/java")) || !Files.isReadable(release)) {
      return;
    }
    try (Stream<String> lines = Files.lines(release)) {
      lines
          .filter(line -> line.startsWith("JAVA_VERSION="))
          .map(line -> line.substring(line.indexOf('"') + 1, line.lastIndexOf('"')))
          .findFirst()
          .ifPresent(version -> homes.putIfAbsent(Runtime.Version.parse(version).feature(), home));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

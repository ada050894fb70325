// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules about sources that classes do not show, in tests too. */
class SourcesTest {
  private static final Path ROOT = Path.of("..");

  @Test
  void nobodySleepsInTestsEither() {
    String call = "Thread." + "sleep(";
    assertThat(javaFiles()).noneMatch(file -> read(file).contains(call));
  }

  @Test
  void noTestIsSwitchedOff() {
    String annotation = "@" + "Disabled";
    assertThat(javaFiles()).noneMatch(file -> read(file).contains(annotation));
  }

  private static List<Path> javaFiles() {
    try (Stream<Path> files = Files.walk(ROOT)) {
      List<Path> java =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> !file.toString().contains("/target/"))
              .toList();
      assertThat(java).isNotEmpty();
      return java;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
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

  /** Without a configuration Logback prints everything down to DEBUG. Spring Boot brings one. */
  @Test
  void everyModuleWithLogbackConfiguresIt() {
    List<Path> configurations = files("logback.xml");
    configurations.addAll(files("logback-test.xml"));
    List<Path> modules =
        files("pom.xml").stream()
            .filter(pom -> read(pom).contains("logback-classic"))
            .filter(pom -> !read(pom).contains("spring-boot"))
            .map(Path::getParent)
            .toList();

    assertThat(modules)
        .isNotEmpty()
        .allSatisfy(module -> assertThat(configurations).anyMatch(file -> file.startsWith(module)));
  }

  private static List<Path> javaFiles() {
    return files(".java");
  }

  private static List<Path> files(String ending) {
    try (Stream<Path> files = Files.walk(ROOT)) {
      List<Path> found =
          files
              .filter(file -> file.toString().endsWith(ending))
              .filter(file -> !file.toString().contains("/target/"))
              .collect(Collectors.toList());
      assertThat(found).isNotEmpty();
      return found;
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

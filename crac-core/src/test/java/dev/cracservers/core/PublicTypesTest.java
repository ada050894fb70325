// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is public is forever: the core stays about a dozen types in one flat package. */
final class PublicTypesTest {
  private static final int MOST = 12;

  @Test
  void thereAreFewPublicTypesInOnePackage() throws Exception {
    List<String> types = topLevelTypes();

    assertThat(types).hasSizeGreaterThan(MOST).contains(Phase.class.getName());
    assertThat(types).allMatch(name -> name.startsWith("dev.cracservers.core."));
    assertThat(types.stream().filter(PublicTypesTest::isPublic).toList())
        .contains(Phase.class.getName())
        .hasSizeLessThanOrEqualTo(MOST);
  }

  private static List<String> topLevelTypes() throws Exception {
    URI location =
        CheckpointCoordinator.class.getProtectionDomain().getCodeSource().getLocation().toURI();
    Path classes = Path.of(location);
    try (Stream<Path> files = Files.walk(classes)) {
      return files
          .map(file -> classes.relativize(file).toString())
          .filter(file -> file.endsWith(".class") && !file.contains("$"))
          .map(file -> file.replace(".class", "").replace('/', '.'))
          .filter(name -> !name.endsWith("package-info"))
          .toList();
    }
  }

  private static boolean isPublic(String name) {
    try {
      return Modifier.isPublic(
          Class.forName(name, false, PublicTypesTest.class.getClassLoader()).getModifiers());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }
}

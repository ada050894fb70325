// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What is public is forever: the core stays about a dozen types in one flat package, and what
 * adapters share about sockets a few beside it.
 */
final class PublicTypesTest {
  private static final Map<String, Integer> MOST =
      Map.of("dev.cracservers.core", 13, "dev.cracservers.core.sockets", 5);

  @Test
  void thereAreFewPublicTypesInTwoPackages() throws Exception {
    Map<String, List<String>> byPackage =
        topLevelTypes().stream()
            .filter(PublicTypesTest::isPublic)
            .collect(Collectors.groupingBy(name -> name.substring(0, name.lastIndexOf('.'))));

    assertThat(byPackage).containsOnlyKeys(MOST.keySet());
    assertThat(byPackage.get("dev.cracservers.core")).contains(Phase.class.getName());
    MOST.forEach((name, most) -> assertThat(byPackage.get(name)).hasSizeLessThanOrEqualTo(most));
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

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.maven.model.Dependency;
import org.apache.maven.model.Model;
import org.apache.maven.model.io.xpp3.MavenXpp3Reader;
import org.junit.jupiter.api.Test;

class BomTest {
  private static final Path ROOT = Path.of("..");

  @Test
  void listsExactlyThePublishedModules() throws Exception {
    List<String> published =
        read(ROOT).getModules().stream()
            .filter(module -> module.startsWith("crac-") && !module.equals("crac-bom"))
            .toList();
    assertThat(bom().getDependencyManagement().getDependencies())
        .extracting(Dependency::getArtifactId)
        .containsExactlyInAnyOrderElementsOf(published);
  }

  @Test
  void hasTheVersionOfTheModulesAndNoParent() throws Exception {
    assertThat(bom().getParent()).isNull();
    assertThat(bom().getVersion()).isEqualTo(read(ROOT).getVersion());
    assertThat(bom().getDependencyManagement().getDependencies())
        .allSatisfy(
            dependency -> {
              assertThat(dependency.getGroupId()).isEqualTo("dev.cracservers");
              assertThat(dependency.getVersion()).isEqualTo("${project.version}");
            });
  }

  private static Model bom() throws Exception {
    return read(ROOT.resolve("crac-bom"));
  }

  private static Model read(Path module) throws Exception {
    try (Reader pom = Files.newBufferedReader(module.resolve("pom.xml"))) {
      return new MavenXpp3Reader().read(pom);
    }
  }
}

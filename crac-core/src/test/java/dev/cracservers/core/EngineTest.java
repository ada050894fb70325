// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What is told when there is no engine; this test runs on a JDK and class path without one. */
final class EngineTest {
  @TempDir Path folder = Path.of("");

  private static final List<String> TYPES =
      List.of("Resource", "Context", "Core", "CheckpointException", "RestoreException");
  private static final ClassLoader HERE = EngineTest.class.getClassLoader();

  @Test
  void withoutOrgCracItNamesTheDependency() {
    assertThat(Engine.missing(null, ClassLoader.getPlatformClassLoader()).orElseThrow())
        .contains("org.crac is not on the class path")
        .contains("org.crac:crac");
  }

  @Test
  void withoutAnEngineItNamesTheJavaVersionAndTheWaysToGetOne() {
    assertThat(Engine.missing(null, HERE).orElseThrow())
        .contains("Java " + Runtime.version() + " is no CRaC JDK")
        .contains("-Dorg.crac.Core.Compat is not set")
        .contains("crac run java")
        .contains("on a CRaC JDK");
  }

  @Test
  void aPropertyThatNamesNoEngineIsQuotedWithTheClassThatIsMissing() {
    assertThat(Engine.missing("no.such.engine", HERE).orElseThrow())
        .contains("-Dorg.crac.Core.Compat=no.such.engine names no checkpoint engine")
        .contains("there is no class no.such.engine.Resource")
        .contains("-Dorg.crac.Core.Compat=dev.cracservers.criu and crac-criu on the class path");
  }

  @Test
  void anEngineThatIsCompleteIsFound() {
    assertThat(Engine.missing("org.crac", HERE)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"javax.crac", "jdk.crac"})
  void aCracJdkIsAnEngine(String engine) throws Exception {
    Path compiled = compile(engine);
    Path found = Files.createDirectories(folder.resolve(engine.replace('.', '/')));
    for (String type : TYPES) {
      try (URLClassLoader incomplete = cracJdk()) {
        assertThat(Engine.missing(null, incomplete)).isPresent();
      }
      Files.move(compiled.resolve(type + ".class"), found.resolve(type + ".class"));
    }

    try (URLClassLoader complete = cracJdk()) {
      assertThat(Engine.missing(null, complete)).isEmpty();
    }
  }

  @Test
  void aServerWithoutOrgCracRunsAndIsToldWhenItAsksForACheckpoint() throws Exception {
    URL[] withoutOrgCrac = {
      location(CheckpointCoordinator.class),
      location(LoggerFactory.class),
      location(NullMarked.class)
    };
    try (URLClassLoader loader =
        new URLClassLoader(withoutOrgCrac, ClassLoader.getPlatformClassLoader())) {
      Class<?> type = loader.loadClass(CheckpointCoordinator.class.getName());
      Object coordinator = type.getMethod("create").invoke(null);
      type.getMethod("applicationStarted").invoke(coordinator);

      assertThatExceptionOfType(InvocationTargetException.class)
          .isThrownBy(() -> type.getMethod("checkpoint").invoke(coordinator))
          .havingCause()
          .isInstanceOf(UnsupportedOperationException.class)
          .withMessageContaining("org.crac:crac");
      type.getMethod("close").invoke(coordinator);
    }
  }

  /** Returns the folder of the classes. All at once: starting the compiler takes longest. */
  private Path compile(String engine) throws Exception {
    Path target = folder.resolve("compiled");
    List<String> arguments = new ArrayList<>(List.of("-d", target.toString()));
    for (String type : TYPES) {
      Path source = Files.createDirectories(folder.resolve("source")).resolve(type + ".java");
      Files.writeString(source, "package " + engine + "; public class " + type + " {}");
      arguments.add(source.toString());
    }
    int errors =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    assertThat(errors).isZero();
    return target.resolve(engine.replace('.', '/'));
  }

  private URLClassLoader cracJdk() throws Exception {
    URL[] locations = {location(org.crac.Core.class), folder.toUri().toURL()};
    return new URLClassLoader(locations, ClassLoader.getPlatformClassLoader());
  }

  private static URL location(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation();
  }
}

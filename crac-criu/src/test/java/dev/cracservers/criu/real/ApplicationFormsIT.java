// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.criu.subject.Subject;
import dev.cracservers.testkit.real.CracCommand;
import dev.cracservers.testkit.real.LaunchedServer;
import dev.cracservers.testkit.real.RealCheckpoint;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** However an application is put together, it gets the engine, and one org.crac. */
@RealCheckpoint
class ApplicationFormsIT {
  private static final Pattern SOURCE = Pattern.compile("org\\.crac\\.Core\\S* source: (\\S+)");

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("dev.cracservers.criu.real.Trial#javaHomes")
  void aClassPathWithoutOrgCracGetsOurs(Path javaHome) throws Exception {
    String classPath = Trial.classPathOf(Subject.class).toString();
    assertThat(sources(javaHome, "-cp", classPath, Subject.class.getName()))
        .singleElement()
        .asString()
        .endsWith("/org.crac.jar");
  }

  @Test
  void aClassPathWithOrgCracKeepsIt() throws Exception {
    Path its = Trial.classPathOf(org.crac.Core.class);
    String classPath = Trial.classPathOf(Subject.class) + File.pathSeparator + its;
    assertThat(sources(Trial.javaHome(), "-cp", classPath, Subject.class.getName()))
        .containsExactly("file:" + its);
  }

  @ParameterizedTest
  @MethodSource("dev.cracservers.criu.real.Trial#javaHomes")
  void modulesKeepTheirs(Path javaHome) throws Exception {
    String path = module() + File.pathSeparator + Trial.classPathOf(org.crac.Core.class);
    assertThat(sources(javaHome, "-p", path, "-m", "subject/" + Subject.class.getName()))
        .containsExactly("file:" + Trial.classPathOf(org.crac.Core.class));
  }

  /** The engine needs java.management, which such a module does not. */
  @Test
  void aModuleThatRequiresNothing() throws Exception {
    Path module = folder.resolve("modules/plain");
    compile(
        module,
        "module plain {}",
        """
        package plain;
        class Main {
          public static void main(String[] arguments) throws Exception {
            System.out.println("started");
            new java.util.concurrent.CountDownLatch(1).await();
          }
        }
        """);
    try (Trial trial = new Trial(folder)) {
      LaunchedServer server = trial.server();
      server.start(Trial.javaHome(), "-Xmx64m", "-p", module.toString(), "-m", "plain/plain.Main");
      trial.awaitLog("started");
      CracCommand.Ended ended = server.checkpoint("--leave-running");
      assertThat(ended.status()).as(ended.output() + server.log()).isZero();
    }
  }

  /** Takes an application through two cycles; returns where its JVM found org.crac. */
  private List<String> sources(Path javaHome, String... application) throws Exception {
    try (Trial trial = new Trial(folder)) {
      trial.startAs(javaHome, Stream.concat(Stream.of("-Xlog:class+load"), Stream.of(application)));
      String log = trial.server().log();
      for (int cycle = 1; cycle <= 2; cycle++) {
        trial.checkpoint();
        trial.restore();
        assertThat(trial.order("trail")).isEqualTo("before after ".repeat(cycle).strip());
      }
      return SOURCE.matcher(log).results().map(found -> found.group(1)).distinct().toList();
    }
  }

  /** Makes a module of the subject that requires nothing but org.crac. */
  private Path module() throws IOException {
    Path module = folder.resolve("modules/subject");
    Path classes = Trial.classPathOf(Subject.class);
    try (Stream<Path> files =
        Files.list(classes.resolve(Subject.class.getPackageName().replace('.', '/')))) {
      for (Path file : files.toList()) {
        Path copy = module.resolve(classes.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
    compile(module, "module subject { requires org.crac; }");
    return module;
  }

  private void compile(Path module, String... sources) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--release",
                "17",
                "-d",
                module.toString(),
                "-p",
                Trial.classPathOf(org.crac.Core.class).toString()));
    for (String source : sources) {
      String name = source.startsWith("module") ? "module-info.java" : "Main.java";
      arguments.add(Files.writeString(folder.resolve(name), source).toString());
    }
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    assertThat(status).isZero();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.testkit.real.CracCommand;
import dev.cracservers.testkit.real.LaunchedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is asked of a CRaC JDK. Its place is taken by scripts that write down their command line:
 * this shows what they are told, and nothing of what such a JDK does with it.
 */
class CracJdkIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String SERVES = "-Xmx64m -jar server.jar";

  @TempDir Path folder;
  private Path home = Path.of("");
  private LaunchedServer server = new LaunchedServer(Path.of(""));

  @BeforeEach
  void install() throws IOException {
    home = Files.createDirectories(folder.resolve("crac-jdk"));
    server = new LaunchedServer(folder).with("JAVA_HOME", home.toString());
    write(
        "bin/java",
        """
        #!/bin/sh
        case "$*" in
          *PrintFlagsFinal*-version) echo 'ccstr CRaCCheckpointTo = {product}' && exit 0 ;;
        esac
        printf 'java %s\\n' "$*" >>'FOLDER/told'
        case "$*" in
          *CRaCRestoreFrom*) echo "COLOUR=$COLOUR" && exit 42 ;;
        esac
        read -r _ <'FOLDER/never'
        """);
    write(
        "bin/jcmd",
        """
        #!/bin/sh
        printf 'jcmd %s\\n' "$*" >>'FOLDER/told'
        [ ! -e 'FOLDER/refuse' ] || { echo 'it cannot be' && exit 1; }
        : >'FOLDER/image/core.img'
        [ -e 'FOLDER/keep' ] || kill -KILL "$1"
        """);
    release("IMPLEMENTOR=\"nobody\"\nMODULES=\"java.base java.logging jdk.crac jdk.jcmd\"\n");
    assertThat(new ProcessBuilder("mkfifo", folder + "/never").start().onExit().join().exitValue())
        .isZero();
  }

  @Test
  void aCycleIsTheJdksOwn() throws Exception {
    start();
    assertThat(server.log())
        .isEqualTo(
            "crac: %s/bin/java is of a CRaC JDK: nothing is added but -XX:CRaCCheckpointTo=%s%n"
                .formatted(home, server.image()));
    CracCommand.Ended ended = server.checkpoint();
    assertThat(ended.output())
        .contains("process " + server.pid() + " is of a CRaC JDK: " + home + "/bin/jcmd")
        .contains("image " + server.image() + "; process " + server.pid() + " has ended");
    assertThat(ended.status()).isZero();
    server.restore("--set", "port=8081", "--set", "text=two words", "--env", "COLOUR=blue");
    assertThat(server.awaitEnd(LIMIT)).isEqualTo(42);
    assertThat(server.log())
        .isEqualTo(
            "crac: %s/bin/java is of a CRaC JDK and restores the image %s: -XX:CRaCRestoreFrom%nCOLOUR=blue%n"
                .formatted(home, server.image()));
    for (String unknown : List.of("--isolate", "--")) {
      server.restore(unknown);
      assertThat(server.awaitEnd(LIMIT)).isEqualTo(2);
      assertThat(server.log()).contains("which knows --set, --env and --env-file alone");
    }
    assertThat(told())
        .containsExactly(
            "java -XX:CRaCCheckpointTo=" + server.image() + " " + SERVES,
            "jcmd " + server.pid() + " JDK.checkpoint",
            "java -XX:CRaCRestoreFrom=" + server.image() + " -Dport=8081 -Dtext=two words");
    assertThat(Files.getPosixFilePermissions(server.image())).hasSize(3);
  }

  @Test
  void aCheckpointThatItRefusesIsRefused() throws Exception {
    start();
    Files.createFile(folder.resolve("refuse"));
    CracCommand.Ended ended = server.checkpoint();
    assertThat(ended.output()).contains("it cannot be", "serves on: jcmd ended with 1");
    assertThat(ended.status()).isEqualTo(5);
    assertThat(server.isAlive()).isTrue();
  }

  @Test
  void successThatItReportsWithoutAnImageIsNone() throws Exception {
    start();
    Files.createFile(folder.resolve("keep"));
    CracCommand.Ended ended = server.checkpoint("--timeout", "1");
    assertThat(ended.output()).contains("no checkpoint of process " + server.pid());
    assertThat(ended.status()).isEqualTo(5);
  }

  @Test
  void aServerThatWasStartedToGoOnDoes() throws Exception {
    Files.createFile(folder.resolve("keep"));
    start("-XX:+CRaCKeepRunning");
    CracCommand.Ended ended = server.checkpoint("--leave-running");
    assertThat(ended.output()).contains("process " + server.pid() + " serves on");
    assertThat(ended.status()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--image=elsewhere", "--leave-running"})
  void whatItCannotDoIsNotAsked(String option) throws Exception {
    start();
    CracCommand.Ended ended = server.checkpoint(option.split("=", 2));
    assertThat(ended.output()).contains("a CRaC JDK is told");
    assertThat(ended.status()).isEqualTo(2);
    assertThat(told()).hasSize(1);
  }

  @Test
  void anOldOneIsKnownByItsEngine() throws Exception {
    release("MODULES=\"java.base jdk.crackers\"\n");
    write("lib/criuengine", "");
    start();
  }

  @Test
  void oneWithoutAReleaseFileIsAsked() throws Exception {
    Files.delete(home.resolve("release"));
    start();
  }

  @Test
  void aStockJdkIsNone() throws Exception {
    release("MODULES=\"java.base jdk.crackers\"\n");
    CracCommand.Ended ended =
        CracCommand.run(
            LIMIT, Map.of("CRAC_JAR", "/nowhere.jar"), "run", home.resolve("bin/java").toString());
    assertThat(ended.output()).contains("the engine crac-criu.jar is not at");
  }

  private void start(String... options) throws IOException {
    String[] arguments =
        Stream.concat(Stream.of(options), Stream.of(SERVES.split(" ", -1))).toArray(String[]::new);
    server.start(home, arguments);
    long begun = System.nanoTime();
    while (told().isEmpty()) {
      assertThat(System.nanoTime() - begun).as(server.log()).isLessThan(LIMIT.toNanos());
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  @AfterEach
  void end() {
    server.close();
  }

  private List<String> told() throws IOException {
    Path told = folder.resolve("told");
    return Files.exists(told) ? Files.readAllLines(told) : List.of();
  }

  private void release(String lines) throws IOException {
    Files.writeString(home.resolve("release"), lines);
  }

  private void write(String name, String script) throws IOException {
    Path file = home.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, script.replace("FOLDER", folder.toString()));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.testkit.real.CracCommand;
import dev.cracservers.testkit.real.RealCheckpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A wrong command line is answered by one line that says what is wrong. */
class CommandLineIT {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "chekpoint                     | there is no command 'chekpoint'",
        "run                           | needs the command that starts the server",
        "run --imag x java             | crac run has no option --imag",
        "run --image                   | --image needs a value",
        "run python3 x.py              | crac run starts a java command, not 'python3'",
        "checkpoint                    | crac checkpoint needs the id of a process",
        "checkpoint abc                | 'abc' is no process id",
        "checkpoint 1 2                | crac checkpoint takes one process",
        "checkpoint 1 --keep           | crac checkpoint has no option --keep",
        "checkpoint 1 --image          | --image needs a value",
        "checkpoint 1 --timeout        | --timeout needs a value",
        "checkpoint 1 --timeout soon   | --timeout takes whole seconds, not 'soon'",
        "restore a b                   | crac restore takes one image folder",
        "restore a --lazily            | crac restore has no option --lazily",
        "restore a --set               | --set needs a value",
        "restore a --set port          | --set takes NAME=VALUE, not 'port'",
        "restore a --set =80           | --set takes NAME=VALUE, not '=80'",
        "restore a --env 1A=b          | '1A' cannot name an environment variable",
        "restore a --env A-B=b         | 'A-B' cannot name an environment variable",
        "restore a --env-file          | --env-file needs a value",
        "restore a --verify --or-start java | --verify starts no server",
        "restore a --verify --pidfile p | --verify starts no server",
        "restore a --pidfile           | --pidfile needs a value",
        "restore a --json              | --json needs a value",
        "restore a --or-start          | --or-start needs the command that starts the server",
        "restore a --or-start python   | --or-start takes a java command, not 'python'",
        "doctor --fast                 | crac doctor has no option --fast",
        "doctor abc                    | 'abc' is no process id",
        "doctor 1 2                    | crac doctor takes one process",
        "inspect                       | crac inspect needs the folder of an image",
        "inspect a b                   | crac inspect takes one image folder",
        "inspect a --deeply            | crac inspect has no option --deeply",
        "help nonsense                 | there is no help on 'nonsense'",
        "help ../version               | there is no help on '../version'",
        "help run restore              | crac help takes one topic",
        "setup --fast                  | crac setup has no option --fast",
        "setup --suite                 | --suite needs a value",
      })
  void aMistake(String arguments, String text) throws Exception {
    CommandLine.Ended ended = CommandLine.run(Map.of(), arguments.strip().split(" ", -1));
    assertThat(ended.output()).contains(text).endsWith("; see `crac help`\n").hasLineCount(1);
    assertThat(ended.status()).isEqualTo(2);
  }

  @Test
  void aValueWithALineBreak() throws Exception {
    CommandLine.Ended ended = CommandLine.run(Map.of(), "restore", "a", "--set", "text=1\n2");
    assertThat(ended.output()).contains("--set text: a value cannot hold a line break");
    assertThat(ended.status()).isEqualTo(2);
  }

  @Test
  void aProcessThatIsNotThere() throws Exception {
    CommandLine.Ended ended = CommandLine.run(Map.of(), "checkpoint", "4000000");
    assertThat(ended.output()).isEqualTo("crac: there is no process 4000000\n");
    assertThat(ended.status()).isEqualTo(1);
  }

  @Test
  void aProcessThatTakesNoRequests() throws Exception {
    long self = ProcessHandle.current().pid();
    CommandLine.Ended ended = CommandLine.run(Map.of(), "checkpoint", Long.toString(self));
    assertThat(ended.output())
        .contains(
            "process " + self + " (java) takes no requests: start it with `crac run java ...`");
    assertThat(ended.status()).isEqualTo(1);
  }

  @Test
  void anEngineThatIsMissing() throws Exception {
    CommandLine.Ended ended =
        CommandLine.run(Map.of("CRAC_JAR", "/nowhere.jar"), "run", "java", "-version");
    assertThat(ended.output()).contains("the engine crac-criu.jar is not at CRAC_JAR=/nowhere.jar");
    assertThat(ended.status()).isEqualTo(1);
  }

  @Test
  void aRunFolderThatOthersMayWriteTo() throws Exception {
    Path open = Files.createDirectory(folder.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    CommandLine.Ended ended =
        CommandLine.run(
            Map.of("CRAC_RUN_DIR", open.toString(), "CRAC_CRIU", "/bin/true"),
            "run",
            Trial.javaHome().resolve("bin/java").toString(),
            "-version");
    assertThat(ended.output()).contains("others may write to the folder " + open, "CRAC_RUN_DIR");
    assertThat(ended.status()).isEqualTo(1);
  }

  @Test
  void aCriuThatDoesNotWorkIsQuoted() throws Exception {
    Path criu = folder.resolve("criu");
    Files.writeString(
        criu,
        """
        #!/bin/sh
        echo 'Error (criu/util.c:642): exited, status=1'
        echo 'Error (criu/vdso.c:381): vdso: Unexpected rt vDSO area bounds'
        echo 'Error (criu/crtools.c:260): Could not initialize kernel features detection.'
        exit 1
        """);
    Files.setPosixFilePermissions(criu, PosixFilePermissions.fromString("rwx------"));
    CommandLine.Ended ended =
        CommandLine.run(
            Map.of("CRAC_CRIU", criu.toString(), "CRAC_HOME", folder.resolve("home").toString()),
            "setup",
            "--check");
    assertThat(ended.output())
        .contains(criu + " does not work here: criu check: Error (criu/vdso.c:381): vdso: Unexp")
        .contains("too old for this kernel")
        .doesNotContain("Run `crac setup`")
        .contains("CRAC_CRIU names a CRIU that does not work");
    assertThat(ended.status()).isEqualTo(3);
    assertThat(folder.resolve("home")).isEmptyDirectory();
  }

  @Test
  @RealCheckpoint
  void aLockOfTheCallerIsNotBlamedOnCriu() throws Exception {
    CommandLine.Ended ended =
        CommandLine.run(
            Map.of(),
            List.of(
                "bash",
                "-c",
                "exec 20>'" + folder.resolve("lock") + "' && flock 20 && exec \"$@\"",
                "script"),
            "setup",
            "--check");
    assertThat(ended.output()).contains(" works here (");
    assertThat(ended.status()).isZero();
  }

  @Test
  void helpNamesEveryStatus() throws Exception {
    CommandLine.Ended ended = CommandLine.run(Map.of(), "help", "status");
    assertThat(ended.status()).isZero();
    assertThat(ended.output().lines().map(line -> line.substring(0, 3)))
        .containsExactly("0  ", "1  ", "2  ", "3  ", "4  ", "5  ", "6  ", "7  ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"setup", "doctor", "run", "checkpoint", "restore", "inspect"})
  void everyCommandHasHelpOfItsOwn(String command) throws Exception {
    CommandLine.Ended ended = CommandLine.run(Map.of(), "help", command);
    assertThat(ended.output()).startsWith("crac " + command + " ");
    assertThat(ended.status()).isZero();
    assertThat(CommandLine.run(Map.of(), command, "--help")).isEqualTo(ended);
    assertThat(CommandLine.run(Map.of(), "help").output()).contains("\n  crac " + command + " ");
  }

  @Test
  void theVersionIsThatOfTheEngine() throws Exception {
    CommandLine.Ended ended = CommandLine.run(Map.of(), "--version");
    String version = ended.output().strip().replace("crac ", "");
    Path launcher = CracCommand.file().toRealPath().resolve("../..").normalize();
    assertThat(launcher.resolveSibling("target/crac-criu-" + version + ".jar")).isRegularFile();
    assertThat(ended.status()).isZero();
  }
}

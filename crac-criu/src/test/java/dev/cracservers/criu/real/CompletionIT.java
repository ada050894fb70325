// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.testkit.real.CracCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What bash offers when somebody presses the tab key; the last word is the one it completes. */
class CompletionIT {
  private static final Path LAUNCHER = Path.of("launcher").toAbsolutePath();

  @TempDir Path folder;

  @Test
  void commands() throws Exception {
    assertThat(offered("")).contains("setup", "doctor", "run", "checkpoint", "restore", "inspect");
    assertThat(offered("re")).containsExactly("restore");
    assertThat(offered("", "x")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"setup", "doctor", "run", "checkpoint", "restore", "inspect"})
  void everyOptionThatTheUsageShows(String command) throws Exception {
    String usage = Files.readString(LAUNCHER.resolve("libexec/help/" + command + ".txt"));
    String synopsis = usage.substring(0, usage.indexOf("\n\n"));
    List<String> options =
        Stream.of(synopsis.split("[\\s\\[\\]]+", -1))
            .filter(word -> word.startsWith("--"))
            .toList();
    assertThat(options).isNotEmpty();
    assertThat(offered(command, "--")).containsExactlyInAnyOrderElementsOf(options);
  }

  @Test
  void processesThatTakeRequests() throws Exception {
    String pid = Long.toString(ProcessHandle.current().pid());
    for (String each : List.of(pid, "4000000")) {
      Files.createDirectories(folder.resolve("run/1/" + each));
      Files.createFile(folder.resolve("run/1/" + each + "/requests"));
    }
    assertThat(offered("checkpoint", "")).containsExactly(pid);
    assertThat(offered("doctor", "")).containsExactly(pid);
  }

  @Test
  void folders() throws Exception {
    Path image = Files.createDirectory(folder.resolve("image"));
    Files.createFile(folder.resolve("imaginary"));
    assertThat(offered("restore", folder + "/im")).containsExactly(image.toString());
    assertThat(offered("inspect", folder + "/im")).containsExactly(image.toString());
    assertThat(offered("run", "--image", folder + "/im")).containsExactly(image.toString());
  }

  @Test
  void nothingThatBelongsToJava() throws Exception {
    assertThat(offered("run", "jav")).contains("java");
    assertThat(offered("run", "java", "--")).isEmpty();
  }

  @Test
  void topicsOfTheHelp() throws Exception {
    try (Stream<Path> files = Files.list(LAUNCHER.resolve("libexec/help"))) {
      assertThat(offered("help", ""))
          .containsExactlyInAnyOrderElementsOf(
              files
                  .map(file -> file.getFileName().toString().replace(".txt", ""))
                  .filter(topic -> !topic.equals("overview"))
                  .toList());
    }
  }

  private List<String> offered(String... words) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "bash",
                "-c",
                ". \"$0\" && COMP_WORDS=(\"$@\") && COMP_CWORD=$(($# - 1)) && _crac"
                    + " && { [ ${#COMPREPLY[@]} -eq 0 ] || printf '%s\\n' \"${COMPREPLY[@]}\"; }",
                LAUNCHER.resolve("share/crac.bash").toString(),
                CracCommand.file().toString()));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("CRAC_RUN_DIR", folder.resolve("run").toString());
    Process bash = builder.start();
    String output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor()).as(output).isZero();
    return output.lines().toList();
  }
}

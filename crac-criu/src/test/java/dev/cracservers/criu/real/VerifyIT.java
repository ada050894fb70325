// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.testkit.real.RealCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code crac restore --verify} checks what a restore needs, and restores nothing. */
@RealCheckpoint
class VerifyIT {
  @TempDir static Path folder;
  private static Trial trial;

  @BeforeAll
  static void takeOneImage() throws Exception {
    trial = new Trial(folder.resolve("trial")).start();
    trial.checkpoint();
  }

  @AfterAll
  static void theImageStillWorks() {
    trial.restore();
    trial.close();
  }

  @Test
  void anImageThatIsWhole() throws Exception {
    Path json = folder.resolve("json");
    CommandLine.Ended ended = verify(Map.of(), "--json", json.toString());
    assertThat(ended.status()).as(ended.output()).isZero();
    assertThat(ended.output()).containsPattern("can be restored here: .* \\d\\d+ digests are as");
    assertThat(json)
        .content()
        .matches(
            "\\{\"event\":\"verified\",\"image\":\"" + trial.image() + "\",\"digests\":\\d+}\n");
    LeftOvers.assertNone(folder, trial.runFolder());
  }

  @Test
  void aFileOfTheRightSizeWithOtherContent() throws Exception {
    Path pages = pages();
    byte[] right = Files.readAllBytes(pages);
    byte[] wrong = right.clone();
    wrong[wrong.length / 2]++;
    Files.write(pages, wrong);
    try {
      CommandLine.Ended ended = verify(Map.of());
      assertThat(ended.output()).contains(pages + " has other content", "is damaged");
      assertThat(ended.status()).isEqualTo(4);
    } finally {
      Files.write(pages, right);
    }
  }

  @Test
  void aCriuThatDoesNotWorkHere() throws Exception {
    Path criu = folder.resolve("criu");
    StandInImage.executable(criu, "#!/bin/sh\necho 'no kernel for me'\nexit 1\n");
    CommandLine.Ended ended = verify(Map.of("CRAC_CRIU", criu.toString()));
    assertThat(ended.output()).contains("criu check fails here: no kernel for me");
    assertThat(ended.status()).isEqualTo(3);
  }

  @Test
  void withoutAFolderItIsTheOneThatRunWritesTo() throws Exception {
    Path here = Files.createDirectory(folder.resolve("here"));
    Files.createSymbolicLink(here.resolve("crac-image"), trial.image());
    CommandLine.Ended ended =
        CommandLine.run(
            Map.of(),
            List.of("sh", "-c", "cd '" + here + "' && exec \"$@\"", "sh"),
            "restore",
            "--verify");
    assertThat(ended.output()).contains(here + "/crac-image can be restored here");
    assertThat(ended.status()).isZero();
  }

  private static CommandLine.Ended verify(Map<String, String> environment, String... options)
      throws Exception {
    return CommandLine.run(
        environment,
        Stream.concat(
                Stream.of("restore", trial.image().toString(), "--verify"), Stream.of(options))
            .toArray(String[]::new));
  }

  private static Path pages() throws IOException {
    try (Stream<Path> files = Files.walk(trial.image())) {
      return files.filter(file -> file.endsWith("pages-1.img")).findFirst().orElseThrow();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.testkit.real.RealCheckpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the environment of a restored process is made of. */
@RealCheckpoint
class RestoreSettingsIT {
  @TempDir static Path folder;
  private static Trial trial;

  @BeforeAll
  static void takeOneImage() throws Exception {
    trial = new Trial(folder.resolve("trial"));
    trial.server().with("CRAC_TEST_KEPT", "start").with("CRAC_TEST_GIVEN", "start");
    trial.start();
    trial.checkpoint();
    trial = new Trial(folder.resolve("trial"));
  }

  @AfterAll
  static void leaveNothing() {
    trial.close();
  }

  @Test
  void theEnvironmentOfTheStartIsKeptIfThatIsAskedFor() throws Exception {
    trial.restore();
    assertThat(trial.order("environment CRAC_TEST_KEPT")).isEqualTo("null");
    trial.server().terminate();

    trial.restore("--keep-env", "--env", "CRAC_TEST_GIVEN=restore");
    assertThat(trial.order("environment CRAC_TEST_KEPT")).isEqualTo("start");
    assertThat(trial.order("environment CRAC_TEST_GIVEN")).isEqualTo("restore");
    trial.server().terminate();
  }

  @Test
  void aFileOfVariablesCountsMoreThanTheEnvironmentAndLessThanAnOption() throws Exception {
    Path file = folder.resolve("variables");
    Files.writeString(
        file,
        "# a comment\n\nCRAC_TEST_A=file\nCRAC_TEST_B=file, of 'two' words\nCRAC_TEST_C=file");
    Trial other = new Trial(folder.resolve("trial"));
    other.server().with("CRAC_TEST_B", "environment");
    other.restore("--env", "CRAC_TEST_A=option", "--env-file", file.toString());
    assertThat(other.order("environment CRAC_TEST_A")).isEqualTo("option");
    assertThat(other.order("environment CRAC_TEST_B")).isEqualTo("file, of 'two' words");
    assertThat(other.order("environment CRAC_TEST_C")).isEqualTo("file");
    other.server().terminate();
  }

  @Test
  void aFileThatIsNoneIsRefusedWithoutAWordOfIt() throws Exception {
    Path file = Files.writeString(folder.resolve("bad"), "A=1\nsecret\n");
    CommandLine.Ended ended =
        CommandLine.run(Map.of(), "restore", trial.image().toString(), "--env-file", "" + file);
    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.output()).contains("line 2 of " + file).doesNotContain("secret");
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.criu.platform.EngineProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProgressTest {
  @TempDir Path folder;

  @Test
  void appendsALineForEachEventAndTellsOthersWhereWhileItLasts() throws IOException {
    Path file = Files.createFile(folder.resolve("progress"));
    Progress progress = Progress.to(file).begin();
    assertThat(System.getProperty(EngineProperties.PROGRESS_FILE)).isEqualTo(file.toString());
    progress.step("memory", () -> progress.tell("step of another"));
    progress.refuse(new CheckpointException(List.of(new Exception("two\nlines"))));
    progress.end();
    assertThat(System.getProperty(EngineProperties.PROGRESS_FILE)).isNull();
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0)).isEqualTo("begin memory");
    assertThat(lines.get(1)).isEqualTo("step of another");
    assertThat(lines.get(2)).matches("end memory \\d+\\.\\d");
    assertThat(lines.get(3)).isEqualTo("refused java.lang.Exception: two lines");
  }

  @Test
  void namesAReasonOnceThatSeveralGave() throws IOException {
    Path file = Files.createFile(folder.resolve("progress"));
    Exception same = new Exception("same");
    Progress.to(file).refuse(new CheckpointException(List.of(same, new Exception("same"))));
    assertThat(file).hasContent("refused java.lang.Exception: same\n");
  }

  @Test
  void tellsThatTheProcessDidNotComeBack() throws IOException {
    Path file = Files.createFile(folder.resolve("progress"));
    List<Exception> reasons = List.of(new Exception("no port"));
    Progress.to(file).refuse(new CheckpointException(List.of(), reasons));
    assertThat(file).hasContent("broken java.lang.Exception: no port\n");
  }

  @Test
  void goesOnWhenNobodyWatchesOrHasStoppedWatching() {
    Progress.to(null).tell("nothing");
    Path gone = folder.resolve("gone");
    Progress.to(gone).tell("nothing");
    assertThat(gone).doesNotExist();
  }
}

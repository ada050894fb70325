// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.testkit.real.RealCheckpoint;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code crac inspect} tells of a real image, whole and damaged. */
@RealCheckpoint
class InspectIT {
  @TempDir Path folder;

  @Test
  void anImage() throws Exception {
    try (Trial trial = new Trial(folder).start()) {
      trial.order("append " + folder.resolve("app.log"));
      trial.checkpoint("--leave-running");
      String image = trial.image().toString();
      CommandLine.Ended ended = CommandLine.run(Map.of(), "inspect", image, "--verify");
      assertThat(ended.output())
          .contains("of process " + trial.server().pid())
          .contains("by " + Files.getOwner(trial.image()).getName())
          .contains(System.getProperty("java.runtime.version"))
          .containsPattern("pages +\\d+\\.\\d MB")
          .containsPattern("\\|=* *\\| +\\d+\\.\\d ms  dev.cracservers.criu.subject.Notified")
          .containsPattern("\\| *=+ *\\| +\\d+\\.\\d ms  memory")
          .containsPattern("\\| *=+ *\\| +\\d+\\.\\d ms  image")
          .contains(folder.resolve("app.log") + " append")
          .containsPattern("All sizes.* are as they were written");
      assertThat(ended.status()).isZero();

      damage(pages(trial.image()));
      ended = CommandLine.run(Map.of(), "inspect", image);
      assertThat(ended.status()).isZero();
      ended = CommandLine.run(Map.of(), "inspect", image, "--verify", "--json");
      assertThat(ended.output()).contains("\"damage\":[\"" + pages(trial.image()));
      assertThat(ended.status()).isEqualTo(4);
    }
  }

  @Test
  void aFolderWithoutAnImage() throws Exception {
    CommandLine.Ended ended = CommandLine.run(Map.of(), "inspect", folder.toString());
    assertThat(ended.output()).contains("holds no image: it has no manifest");
    assertThat(ended.status()).isEqualTo(4);
  }

  private static Path pages(Path image) throws Exception {
    try (Stream<Path> files = Files.walk(image)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("pages-"))
          .findFirst()
          .orElseThrow();
    }
  }

  private static void damage(Path file) throws Exception {
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.setLength(open.length() - 1);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DescriptorsTest {
  @TempDir Path folder;

  @Test
  void listsWhatIsOpenButNotTheListing() throws IOException {
    Path file = folder.resolve("open");
    try (FileOutputStream out = new FileOutputStream(file.toFile())) {
      assertThat(out.getFD().valid()).isTrue();
      assertThat(Descriptors.open().values())
          .contains(file.toString())
          .noneMatch(target -> target.matches("/proc/\\d+/fd"));
    }
    assertThat(Descriptors.open().values()).doesNotContain(file.toString());
  }

  @Test
  void anotherTakesThePlaceOfAPipe() throws IOException {
    assertThat(Descriptors.inheritKey("pipe:[4711]")).isEqualTo("pipe:[4711]");
  }

  @Test
  void anotherTakesThePlaceOfAFileByItsPathWithoutTheFirstSlash() throws IOException {
    Path file = Files.createFile(folder.resolve("server.log"));
    assertThat(Descriptors.inheritKey(file.toString())).isEqualTo(file.toString().substring(1));
    assertThat(Descriptors.inheritKey("/dev/zero")).isEqualTo("dev/zero");
  }

  @Test
  void anotherTakesThePlaceOfANamedPipe() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    assertThat(Descriptors.inheritKey(pipe.toString())).isEqualTo(pipe.toString().substring(1));
  }

  @Test
  void nothingTakesThePlaceOfWhatIsOpenedAgainAsItWas() throws IOException {
    assertThat(Descriptors.inheritKey(null)).isEqualTo("none");
    assertThat(Descriptors.inheritKey("/dev/null")).isEqualTo("none");
    assertThat(Descriptors.inheritKey("socket:[4711]")).isEqualTo("none");
    assertThat(Descriptors.inheritKey(folder.toString())).isEqualTo("none");
    assertThat(Descriptors.inheritKey(folder.resolve("gone") + " (deleted)")).isEqualTo("none");
  }
}

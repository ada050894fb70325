// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.descriptor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DescriptorsTest {
  @TempDir Path folder;

  @Test
  void listsWhatIsOpenButNotTheListing() throws IOException {
    Path file = folder.resolve("open");
    try (FileOutputStream out = new FileOutputStream(file.toFile())) {
      assertThat(out.getFD().valid()).isTrue();
      assertThat(Descriptors.open())
          .extracting(Descriptor::target)
          .contains(file.toString())
          .noneMatch(target -> target.matches("/proc/\\d+/fd"));
    }
    assertThat(Descriptors.open()).extracting(Descriptor::target).doesNotContain(file.toString());
  }

  @Test
  void anotherTakesThePlaceOfAPipe() {
    assertThat(Descriptors.inheritKey(of("pipe:[4711]", Descriptor.FIFO))).isEqualTo("pipe:[4711]");
  }

  @Test
  void anotherTakesThePlaceOfAFileByItsPathWithoutTheFirstSlash() {
    assertThat(Descriptors.inheritKey(of("/var/log/server", Descriptor.REGULAR)))
        .isEqualTo("var/log/server");
    assertThat(Descriptors.inheritKey(of("/run/stdout", Descriptor.FIFO))).isEqualTo("run/stdout");
    assertThat(Descriptors.inheritKey(of("/dev/zero", Descriptor.CHARACTER_DEVICE)))
        .isEqualTo("dev/zero");
  }

  @Test
  void nothingTakesThePlaceOfWhatIsOpenedAgainAsItWas() {
    assertThat(Descriptors.inheritKey(of("/dev/null", Descriptor.CHARACTER_DEVICE)))
        .isEqualTo("none");
    assertThat(Descriptors.inheritKey(of("socket:[4711]", 0))).isEqualTo("none");
    assertThat(Descriptors.inheritKey(of("/var/log/gone (deleted)", Descriptor.REGULAR)))
        .isEqualTo("none");
  }

  private static Descriptor of(String target, int type) {
    return new Descriptor(1, target, type, List.of(), null);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.descriptor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class MappedFileTest {
  @Test
  void partsOfOneFileAreOne() {
    assertThat(
            MappedFile.of(
                List.of(
                    "7f00-7f10 r--p 00000000 fe:00 12   /usr/lib/libc.so",
                    "7f10-7f30 r-xp 00010000 fe:00 12   /usr/lib/libc.so",
                    "7f30-7f40 rw-p 00000000 00:00 0",
                    "7f40-7f50 rw-s 00000000 fe:00 13   /data/with space")))
        .containsExactly(
            new MappedFile("/usr/lib/libc.so", false, false, true, 0x30),
            new MappedFile("/data/with space", false, true, false, 0x10));
  }

  @Test
  void memoryThatLooksLikeAFileIsNone() {
    assertThat(
            MappedFile.of(
                List.of(
                    "7f00-7f10 rw-s 00000000 00:01 1 /memfd:java_heap (deleted)",
                    "7f00-7f10 rw-s 00000000 00:01 1 /dev/zero (deleted)",
                    "7f00-7f10 rw-s 00000000 00:01 1 /SYSV00000000 (deleted)",
                    "7f00-7f10 rw-p 00000000 00:00 0 [heap]")))
        .isEmpty();
  }

  @Test
  void aDeletedLibraryCanBeInAnImageUnlessItIsLarge() {
    assertThat(DescriptorRules.refuse(library(3 << 20))).isEmpty();
    assertThat(DescriptorRules.refuse(library(17 << 20)).orElse(""))
        .contains("its " + (17 << 20) + " bytes are too many");
  }

  @Test
  void otherDeletedFilesCannot() {
    assertThat(DescriptorRules.refuse(new MappedFile("/tmp/a", true, false, false, 1))).isPresent();
    assertThat(DescriptorRules.refuse(new MappedFile("/tmp/a", false, false, false, 1))).isEmpty();
  }

  private static MappedFile library(int bytes) {
    return new MappedFile("/tmp/libnative.so", true, false, true, bytes);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ManifestTest {
  @TempDir Path folder;

  @Test
  void namesWhatTheLauncherChecksBeforeItRestores() throws IOException {
    List<String> lines = describe();
    assertThat(lines)
        .allMatch(line -> line.indexOf('=') > 0)
        .contains(
            "format=4",
            "files=criu-4711",
            "pid=" + ProcessHandle.current().pid(),
            "java.home=" + System.getProperty("java.home"),
            "java.build=" + System.getProperty("java.runtime.version"),
            "channel=" + folder.resolve("channel"))
        .anyMatch(line -> line.startsWith("cpu.flags=") && line.contains(" "))
        .anyMatch(line -> line.startsWith("stdio.0="))
        .anyMatch(line -> line.startsWith("stdio.1="))
        .anyMatch(line -> line.startsWith("stdio.2="));
  }

  @Test
  void listsTheOpenDescriptorsOnALineEach() throws IOException {
    Path odd = Files.writeString(folder.resolve("two\nlines"), "");
    try (FileInputStream open = new FileInputStream(odd.toFile())) {
      assertThat(open.available()).isZero();
      assertThat(describe())
          .anyMatch(line -> line.matches("descriptor\\.\\d+=" + folder + "/two lines.*"));
    }
  }

  private List<String> describe() throws IOException {
    try (RestoreChannel channel = RestoreChannel.open(folder)) {
      return Manifest.describe(channel, "criu-4711").lines().toList();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cracservers.criu.platform.ProcessStat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImageFolderTest {
  @TempDir Path folder;

  @Test
  void isPrivateAndReadyToGrow() throws IOException {
    ImageFolder image = new ImageFolder(folder.resolve("a/b"));
    image.createPrivate();
    image.claim();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(image.path())))
        .isEqualTo("rwx------");
    assertThat(image.growing().resolve("files")).isEmptyDirectory();
  }

  @Test
  void discardsWhatIsHalfDoneAndKeepsAnImage() throws IOException {
    Files.writeString(folder.resolve("manifest"), "files=criu-1");
    Files.createDirectory(folder.resolve("criu-1"));
    Files.writeString(folder.resolve("channel"), "");
    ImageFolder image = claimed();
    try (RestoreChannel channel = RestoreChannel.open(folder)) {
      image.writeManifest(channel, new Timeline());
    }
    Files.writeString(image.growing().resolve("files/pages-1.img"), "half");
    image.discard();
    assertThat(names()).containsExactly("channel", "criu-1", "manifest");
  }

  @Test
  void discardsTheChannelTooWhereThereIsNoImage() throws IOException {
    ImageFolder image = claimed();
    RestoreChannel.open(folder).close();
    image.discard();
    assertThat(names()).isEmpty();
  }

  @Test
  void isRefusedToASecondProcessAsLongAsTheFirstLives() throws IOException {
    ImageFolder first = claimed();
    ImageFolder second = new ImageFolder(folder);
    assertThatThrownBy(second::claim)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("process " + ProcessStat.pid() + " is taking an image into");
    second.discard();
    assertThat(first.growing().resolve("owner")).exists();
  }

  @Test
  void isTakenOverFromAProcessThatHasDied() throws IOException {
    ImageFolder first = claimed();
    Files.writeString(first.growing().resolve("owner"), ProcessStat.pid() + " 1");
    claimed();
    assertThat(names()).containsExactly("criu.new");
  }

  @Test
  void holdsNothingElse() throws IOException {
    Files.writeString(folder.resolve("notes.txt"), "");
    assertThatThrownBy(() -> new ImageFolder(folder).createPrivate())
        .hasMessageContaining("it holds notes.txt")
        .hasMessageContaining("--image names another");
  }

  private ImageFolder claimed() throws IOException {
    ImageFolder image = new ImageFolder(folder);
    image.claim();
    return image;
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}

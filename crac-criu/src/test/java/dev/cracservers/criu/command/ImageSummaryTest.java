// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.criu.image.ImageManifest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageSummaryTest {
  private static final ImageManifest MANIFEST =
      ImageManifest.of(
          List.of(
              "files=criu-1",
              "pid=4711",
              "taken=2026-11-23T12:00:00Z",
              "file.pages-1.img=2000000",
              "file.pages-2.img=500000",
              "file.core-4711.img=1500",
              "memory.heap=1500000",
              "memory.code=0",
              "advice=use less",
              "timeline=0.0 50.0 com.example.Pool",
              "timeline=50.0 50.0 memory",
              "dump.millis=100",
              "descriptor.0=/dev/null"));

  @TempDir Path folder;

  @Test
  void addsUpKindsAndDrawsPartsToScale() {
    String text = new ImageSummary("/image", "alice", MANIFEST).toString();
    assertThat(text)
        .contains("taken    2026-11-23T12:00:00Z by alice, of process 4711")
        .contains("  pages                        2.5 MB\n  core                         1.5 kB")
        .contains("  heap                         1.5 MB\n  -> use less")
        .contains("  |" + "=".repeat(12) + " ".repeat(36) + "|      50.0 ms  com.example.Pool")
        .contains(
            "  |" + " ".repeat(12) + "=".repeat(12) + " ".repeat(24) + "|      50.0 ms  memory")
        .contains("  |" + " ".repeat(24) + "=".repeat(24) + "|     100.0 ms  image")
        .contains("     0  /dev/null")
        .doesNotContain("code");
  }

  @Test
  void jsonHasTheSame() {
    assertThat(Json.write(new ImageSummary("/image", "alice", MANIFEST).toJson()))
        .contains("\"takenBy\":\"alice\"", "\"pid\":4711", "\"pages-1.img\":2000000")
        .contains("{\"name\":\"image\",\"startMillis\":100.0,\"millis\":100.0}");
  }

  @Test
  void whatHasChangedIsNamed() throws Exception {
    Path files = Files.createDirectory(folder.resolve("criu-1"));
    Path same = Files.writeString(files.resolve("a.img"), "abc");
    Files.writeString(files.resolve("b.img"), "abd");
    Files.writeString(files.resolve("c.img"), "ab");
    String abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    ImageManifest manifest =
        ImageManifest.of(
            List.of(
                "files=criu-1",
                "file.a.img=3",
                "file.b.img=3",
                "file.c.img=3",
                "file.d.img=3",
                "sha256.a.img=" + abc,
                "sha256.b.img=" + abc,
                "sha256=" + abc + " " + same,
                "sha256=" + abc + " /nowhere.jar"));
    ImageVerification verification = new ImageVerification(folder, manifest, text -> {});
    assertThat(verification.run())
        .containsExactly(
            files + "/b.img has other content than when the image was taken",
            files + "/c.img has 2 bytes, not 3",
            files + "/d.img is missing",
            "/nowhere.jar is missing");
    assertThat(verification.comparedByDigest()).isEqualTo(3);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.cracservers.testkit.real.RealCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an image says of itself. */
@RealCheckpoint
class ManifestIT {
  @TempDir Path folder;

  @Test
  void theKindsOfMemoryAddUpToTheImage() throws Exception {
    // What is free of the heap of this collector would be overwritten, and advised against.
    try (Trial trial = new Trial(folder).start("-Ddev.cracservers.keepGarbage=true")) {
      trial.checkpoint();
      Map<String, String> manifest = manifest(trial);
      long image = number(manifest, "image.bytes");
      // The JVM goes on compiling between the two, more or less.
      assertThat(number(manifest, "memory.total")).isCloseTo(image, withinPercentage(30));
      // What the JVM maps from its archive and never changes is used, and not in the image.
      assertThat(number(manifest, "memory.heap"))
          .isBetween(number(manifest, "heap.used") / 2, number(manifest, "heap.committed"));
      assertThat(manifest).doesNotContainKey("advice");
    }
  }

  @Test
  void aHeapThatWasTouchedForNothingIsAdvisedAgainst() throws Exception {
    try (Trial trial = new Trial(folder).start("-XX:+AlwaysPreTouch", "-Xms64m")) {
      trial.checkpoint();
      Map<String, String> manifest = manifest(trial);
      assertThat(number(manifest, "memory.heap")).isGreaterThan(40L << 20);
      assertThat(manifest.get("advice")).contains("-XX:+AlwaysPreTouch", " MB of it");
    }
  }

  @Test
  void digestsAreThoseOfTheFiles() throws Exception {
    try (Trial trial = new Trial(folder).start()) {
      trial.checkpoint();
      Map<String, String> manifest = manifest(trial);
      Path files = trial.image().resolve(String.valueOf(manifest.get("files")));
      assertThat(manifest.get("sha256.pages-1.img"))
          .isEqualTo(digest(files.resolve("pages-1.img")));
      assertThat(manifest.keySet().stream().filter(name -> name.startsWith("sha256.")).count())
          .isEqualTo(manifest.keySet().stream().filter(name -> name.startsWith("file.")).count());
      Path orgCrac =
          Path.of(org.crac.Core.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      assertThat(Files.readString(trial.image().resolve("manifest")))
          .contains("\nsha256=" + digest(orgCrac) + " " + orgCrac + "\n")
          .containsPattern("\nneeds=" + Files.size(orgCrac) + " \\d+ " + orgCrac + "\n");
    }
  }

  private static String digest(Path file) throws Exception {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    return HexFormat.of().formatHex(sha256.digest(Files.readAllBytes(file)));
  }

  private static long number(Map<String, String> manifest, String name) {
    return Long.parseLong(String.valueOf(manifest.get(name)));
  }

  private static Map<String, String> manifest(Trial trial) throws IOException {
    return Files.readAllLines(trial.image().resolve("manifest")).stream()
        .map(line -> line.split("=", 2))
        .collect(Collectors.toMap(entry -> entry[0], entry -> entry[1], (first, next) -> first));
  }
}

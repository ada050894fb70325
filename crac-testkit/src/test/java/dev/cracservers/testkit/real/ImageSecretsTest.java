// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImageSecretsTest {
  private static final String SECRET = "canary-4711";

  @TempDir Path image;

  @Test
  void bothFormsAreFoundAlsoAcrossBlocks() throws IOException {
    byte[] latin = SECRET.getBytes(StandardCharsets.ISO_8859_1);
    try (OutputStream pages = Files.newOutputStream(image.resolve("pages-1.img"))) {
      pages.write(latin);
      pages.write(new byte[(1 << 20) - latin.length - 3]);
      pages.write(latin);
      pages.write(new byte[3 << 20]);
      pages.write(SECRET.getBytes(StandardCharsets.UTF_16LE));
    }
    Files.writeString(image.resolve("manifest"), "canary-4712");

    assertThat(ImageSecrets.copies(image, SECRET)).containsExactly(Map.entry("pages-1.img", 3));
  }
}

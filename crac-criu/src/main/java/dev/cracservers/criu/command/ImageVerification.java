// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.command;

import dev.cracservers.criu.image.ImageManifest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Compares an image with its manifest, byte by byte: the files of CRIU by size and SHA-256, and the
 * files outside the image that the restored process needs.
 */
final class ImageVerification {
  private static final int BLOCK = 1 << 20;

  /** Reading so much may take longer than a second. */
  private static final long LARGE = 64L << 20;

  private final Path files;
  private final ImageManifest manifest;
  private final Consumer<String> progress;
  private final List<String> damage = new ArrayList<>();
  private int compared;

  ImageVerification(Path image, ImageManifest manifest, Consumer<String> progress) {
    this.files = image.resolve(manifest.find("files").orElse("files"));
    this.manifest = manifest;
    this.progress = progress;
  }

  /** Returns what does not fit, a line each. */
  List<String> run() throws IOException {
    Map<String, String> digests = manifest.below("sha256");
    for (Map.Entry<String, Long> file : manifest.numbersBelow("file").entrySet()) {
      verify(files.resolve(file.getKey()), file.getValue(), digests.get(file.getKey()));
    }
    for (String needed : manifest.all("sha256")) {
      String[] fields = needed.split(" ", 2);
      verify(Path.of(fields[1]), null, fields[0]);
    }
    return damage;
  }

  /** Returns how many files were compared by digest: none if the manifest has no digests. */
  int comparedByDigest() {
    return compared;
  }

  private void verify(Path file, @Nullable Long size, @Nullable String digest) throws IOException {
    if (!Files.isRegularFile(file)) {
      damage.add(file + " is missing");
    } else if (size != null && Files.size(file) != size) {
      damage.add(file + " has " + Files.size(file) + " bytes, not " + size);
    } else if (digest != null) {
      if (Files.size(file) >= LARGE) {
        progress.accept("reading " + file);
      }
      compared++;
      if (!digest.equals(sha256(file))) {
        damage.add(file + " has other content than when the image was taken");
      }
    }
  }

  private static String sha256(Path file) throws IOException {
    try (InputStream content = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] block = new byte[BLOCK];
      for (int length = content.read(block); length >= 0; length = content.read(block)) {
        digest.update(block, 0, length);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}

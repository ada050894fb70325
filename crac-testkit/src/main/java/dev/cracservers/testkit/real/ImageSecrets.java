// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit.real;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Looks for a secret in the files of an image, as Latin-1 and as UTF-16LE: the two forms in which
 * Java keeps text in memory. Copies that a file has compressed or cut across pages are not found.
 */
public final class ImageSecrets {
  private static final List<Charset> FORMS =
      List.of(StandardCharsets.ISO_8859_1, StandardCharsets.UTF_16LE);
  private static final int BLOCK = 1 << 20;

  private ImageSecrets() {}

  /**
   * Returns how many copies each file has; files without any are left out.
   *
   * @throws UncheckedIOException if a file cannot be read
   */
  public static Map<String, Integer> copies(Path image, String secret) {
    Map<String, Integer> found = new TreeMap<>();
    try (Stream<Path> files = Files.walk(image)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        int copies = 0;
        for (Charset form : FORMS) {
          copies += count(file, secret.getBytes(form));
        }
        if (copies > 0) {
          found.put(image.relativize(file).toString(), copies);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the image " + image + " cannot be read", e);
    }
    return found;
  }

  private static int count(Path file, byte[] wanted) throws IOException {
    int count = 0;
    byte[] block = new byte[BLOCK + wanted.length - 1];
    int kept = 0;
    try (InputStream in = Files.newInputStream(file)) {
      int read = in.readNBytes(block, 0, block.length);
      while (read > 0) {
        int end = kept + read;
        for (int at = 0; at + wanted.length <= end; at++) {
          if (block[at] == wanted[0] && isAt(block, at, wanted)) {
            count++;
          }
        }
        kept = Math.min(end, wanted.length - 1);
        System.arraycopy(block, end - kept, block, 0, kept);
        read = in.readNBytes(block, kept, block.length - kept);
      }
    }
    return count;
  }

  private static boolean isAt(byte[] block, int at, byte[] wanted) {
    for (int i = 1; i < wanted.length; i++) {
      if (block[at + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit.real;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Looks for a secret in the files of an image. Copies that a file has compressed or cut across
 * pages are not found.
 */
public final class ImageSecrets {
  /** The forms in which Java keeps text in memory. */
  private static final List<Charset> FORMS =
      List.of(StandardCharsets.ISO_8859_1, StandardCharsets.UTF_16LE);

  private static final int BLOCK = 1 << 20;

  private ImageSecrets() {}

  /**
   * Returns how many copies of a text each file has, as Latin-1 and as UTF-16LE; files without any
   * are left out.
   *
   * @throws UncheckedIOException if a file cannot be read
   */
  public static Map<String, Integer> copies(Path image, String secret) {
    return copies(image, FORMS.stream().map(secret::getBytes).toList());
  }

  /** As {@link #copies(Path, String)}, for bytes as they are. */
  public static Map<String, Integer> copies(Path image, byte[] secret) {
    return copies(image, List.of(secret));
  }

  /**
   * As {@link #copies(Path, String)}, for each of the private numbers of a key: as they are
   * encoded, as {@link BigInteger} keeps them, and as OpenSSL does.
   */
  public static Map<String, Integer> copies(Path image, RSAPrivateCrtKey key) {
    return copies(
        image,
        Stream.of(
                key.getPrivateExponent(),
                key.getPrimeP(),
                key.getPrimeQ(),
                key.getPrimeExponentP(),
                key.getPrimeExponentQ(),
                key.getCrtCoefficient())
            .flatMap(number -> forms(number).stream())
            .toList());
  }

  private static Map<String, Integer> copies(Path image, List<byte[]> forms) {
    Map<String, Integer> found = new TreeMap<>();
    try (Stream<Path> files = Files.walk(image)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        int copies = count(file, forms);
        if (copies > 0) {
          found.put(image.relativize(file).toString(), copies);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the image " + image + " cannot be read", e);
    }
    return found;
  }

  private static int count(Path file, List<byte[]> forms) throws IOException {
    int kept = 0;
    int longest = forms.stream().mapToInt(form -> form.length).max().orElseThrow();
    byte[] block = new byte[BLOCK + longest];
    int count = 0;
    try (InputStream in = Files.newInputStream(file)) {
      boolean isLast = false;
      while (!isLast) {
        int end = kept + in.readNBytes(block, kept, block.length - kept);
        isLast = end < block.length;
        // What begins behind it is whole only with the next block.
        int stop = isLast ? end : end - longest;
        count += count(block, stop, end, forms);
        kept = end - stop;
        System.arraycopy(block, stop, block, 0, kept);
      }
    }
    return count;
  }

  private static int count(byte[] block, int stop, int end, List<byte[]> forms) {
    // Most bytes of an image begin nothing, and are looked at once for all forms.
    boolean[] begins = new boolean[1 << Byte.SIZE];
    forms.forEach(form -> begins[Byte.toUnsignedInt(form[0])] = true);
    int count = 0;
    for (int at = 0; at < stop; at++) {
      if (begins[Byte.toUnsignedInt(block[at])]) {
        for (byte[] form : forms) {
          int behind = at + form.length;
          if (behind <= end && Arrays.equals(block, at, behind, form, 0, form.length)) {
            count++;
          }
        }
      }
    }
    return count;
  }

  private static List<byte[]> forms(BigInteger number) {
    byte[] encoded = number.toByteArray();
    byte[] unsigned = encoded[0] == 0 ? Arrays.copyOfRange(encoded, 1, encoded.length) : encoded;
    byte[] bytes = new byte[(number.bitLength() + 31) / 32 * 4];
    System.arraycopy(unsigned, 0, bytes, bytes.length - unsigned.length, unsigned.length);
    byte[] ints = new byte[bytes.length];
    byte[] backwards = new byte[bytes.length];
    for (int at = 0; at < bytes.length; at++) {
      ints[at ^ 3] = bytes[at];
      backwards[bytes.length - 1 - at] = bytes[at];
    }
    return List.of(unsigned, ints, backwards);
  }
}

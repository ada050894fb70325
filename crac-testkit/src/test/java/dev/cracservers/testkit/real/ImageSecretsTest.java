// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateCrtKey;
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

  @Test
  void aKeyIsFoundInEachFormOfItsNumbers() throws Exception {
    KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
    keys.initialize(1024);
    RSAPrivateCrtKey key = (RSAPrivateCrtKey) keys.generateKeyPair().getPrivate();
    ByteBuffer ints = ByteBuffer.allocate(64).order(ByteOrder.nativeOrder());
    byte[] prime = key.getPrimeQ().toByteArray();
    for (int at = prime.length - 64; at < prime.length; at += 4) {
      ints.putInt(ByteBuffer.wrap(prime).getInt(at));
    }
    try (OutputStream pages = Files.newOutputStream(image.resolve("pages-1.img"))) {
      pages.write(key.getPrimeP().toByteArray());
      pages.write(ints.array());
      pages.write(key.getModulus().toByteArray());
    }

    assertThat(ImageSecrets.copies(image, key)).containsExactly(Map.entry("pages-1.img", 2));
    assertThat(ImageSecrets.copies(image, prime)).isEmpty();
  }
}

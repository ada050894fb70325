// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.subject;

import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Sources of randomness that exist, and have been used, before any image. */
final class Generators {
  private final SecureRandom standard = new SecureRandom();
  private final SecureRandom sha1 = used("SHA1PRNG");
  private final SecureRandom drbg = used("DRBG");

  Generators() {
    standard.nextLong();
    ThreadLocalRandom.current().nextLong();
  }

  Map<String, Subject.Order> orders() {
    return Map.of(
        "random",
        this::next,
        "provider",
        algorithm -> SecureRandom.getInstance(algorithm).getProvider().getName());
  }

  private String next(String source) throws NoSuchAlgorithmException {
    return switch (source) {
      case "standard" -> bytes(standard);
      case "old-SHA1PRNG" -> bytes(sha1);
      case "old-DRBG" -> bytes(drbg);
      case "new-SHA1PRNG" -> bytes(SecureRandom.getInstance("SHA1PRNG"));
      case "new-DRBG" -> bytes(SecureRandom.getInstance("DRBG"));
      case "uuid" -> UUID.randomUUID().toString();
      case "math" -> Double.toString(Math.random());
      case "thread-local" -> Long.toHexString(ThreadLocalRandom.current().nextLong());
      default -> throw new IllegalArgumentException("there is no source " + source);
    };
  }

  private static String bytes(SecureRandom random) {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static SecureRandom used(String algorithm) {
    try {
      SecureRandom random = SecureRandom.getInstance(algorithm);
      random.nextLong();
      return random;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

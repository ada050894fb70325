// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.subject;

import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** Sources of randomness that exist, and have been used, before any image. */
final class Generators {
  private static final int DRAWS = 1000;

  private final SecureRandom standard = new SecureRandom();
  private final SecureRandom sha1 = used("SHA1PRNG");
  private final SecureRandom drbg = used("DRBG");
  private final SecureRandom given = givenItsSeed();
  private final ExecutorService oldThread = Executors.newSingleThreadExecutor(Generators::daemon);

  Generators() {
    for (String source : List.of("standard", "math", "shuffle", "old-thread", "splittable")) {
      try {
        draw(source);
      } catch (Exception e) {
        throw new IllegalStateException(source, e);
      }
    }
  }

  Map<String, Subject.Order> orders() {
    return Map.of(
        "random",
        this::drawMany,
        "seeded",
        this::seeded,
        "seeded-before",
        nothing -> bytes(given),
        "provider",
        algorithm -> SecureRandom.getInstance(algorithm).getProvider().getName());
  }

  private String drawMany(String source) throws Exception {
    List<String> drawn = new ArrayList<>();
    for (int i = 0; i < DRAWS; i++) {
      drawn.add(draw(source));
    }
    return String.join("\n", drawn);
  }

  private String draw(String source) throws Exception {
    return switch (source) {
      case "standard" -> bytes(standard);
      case "new-standard" -> bytes(new SecureRandom());
      case "strong" -> bytes(SecureRandom.getInstance("NativePRNG"));
      case "old-SHA1PRNG" -> bytes(sha1);
      case "old-DRBG" -> bytes(drbg);
      case "new-SHA1PRNG" -> bytes(SecureRandom.getInstance("SHA1PRNG"));
      case "new-DRBG" -> bytes(SecureRandom.getInstance("DRBG"));
      case "uuid" -> UUID.randomUUID().toString();
      case "math" -> Double.toString(Math.random());
      case "shuffle" -> shuffled();
      case "random" -> Long.toHexString(new Random().nextLong());
      case "splittable" -> Long.toHexString(new SplittableRandom().nextLong());
      case "new-thread" -> Long.toHexString(ThreadLocalRandom.current().nextLong());
      case "old-thread" ->
          Long.toHexString(oldThread.submit(() -> ThreadLocalRandom.current().nextLong()).get());
      default -> throw new IllegalArgumentException("there is no source " + source);
    };
  }

  /** A generator that the application seeds before it uses it tells the same everywhere. */
  private String seeded(String seed) throws NoSuchAlgorithmException {
    SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
    random.setSeed(seed.getBytes(StandardCharsets.UTF_8));
    return bytes(random);
  }

  private static SecureRandom givenItsSeed() {
    try {
      SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
      random.setSeed(42);
      random.nextLong();
      return random;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String shuffled() {
    List<Integer> numbers = new ArrayList<>(IntStream.range(0, 100).boxed().toList());
    Collections.shuffle(numbers);
    return numbers.toString();
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "old-thread");
    thread.setDaemon(true);
    return thread;
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

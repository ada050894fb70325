// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.random;

import dev.cracservers.criu.platform.JdkInternals;
import java.lang.reflect.Field;
import java.security.SecureRandom;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The JDK's own generators that are not for secrets, and yet must not tell the same in two restores
 * of one image: {@code ThreadLocalRandom}, {@code SplittableRandom}, {@code Math.random()} and
 * {@code Collections.shuffle}.
 */
final class PlainRandoms {
  private PlainRandoms() {}

  /** Seeds them anew, those of running threads and those of threads and objects made later. */
  static void refresh(SecureRandom source) {
    seed("java.util.concurrent.ThreadLocalRandom", "seeder", source);
    seed("java.util.SplittableRandom", "defaultGen", source);
    JdkInternals.get(
            "java.lang.Math$RandomNumberGeneratorHolder", "randomNumberGenerator", Random.class)
        .ifPresent(random -> random.setSeed(source.nextLong()));
    JdkInternals.get("java.util.Collections", "r", Random.class)
        .ifPresent(random -> random.setSeed(source.nextLong()));
    JdkInternals.field("java.lang.Thread", "threadLocalRandomSeed")
        .ifPresent(field -> seedThreads(field, source));
  }

  private static void seed(String className, String name, SecureRandom source) {
    JdkInternals.get(className, name, AtomicLong.class)
        .ifPresent(seeder -> seeder.set(source.nextLong()));
  }

  private static void seedThreads(Field seed, SecureRandom source) {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      try {
        seed.setLong(thread, source.nextLong());
      } catch (IllegalAccessException e) {
        throw new IllegalStateException(seed + " was made accessible", e);
      }
    }
  }
}

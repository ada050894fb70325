// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.random;

import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.SecureRandomParameters;
import java.security.SecureRandomSpi;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A generator that seeds itself once, and is given new seed in each restored process. What is given
 * adds to its state and takes nothing away; {@link SecureRandom#setSeed} promises that.
 * Thread-safe.
 */
final class FreshRandom extends SecureRandomSpi {
  private static final long serialVersionUID = 1L;
  private static final int SEED_BYTES = 32;
  private static final Set<FreshRandom> LIVE =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  private static volatile boolean restored;

  private final SecureRandom original;
  private volatile boolean used;
  private volatile boolean givenItsSeed;

  FreshRandom(String algorithm, @Nullable Object parameters, Provider provider)
      throws NoSuchAlgorithmException {
    original =
        parameters instanceof SecureRandomParameters given
            ? SecureRandom.getInstance(algorithm, given, provider)
            : SecureRandom.getInstance(algorithm, provider);
    LIVE.add(this);
  }

  /** Gives new seed to all that are in use, and to those that are made from now on. */
  static void refreshAll(SecureRandom source) {
    restored = true;
    List<FreshRandom> live;
    synchronized (LIVE) {
      live = new ArrayList<>(LIVE);
    }
    for (FreshRandom each : live) {
      if (each.used) {
        each.refresh(source);
      }
    }
  }

  /**
   * A generator that the application seeds before it uses it is left alone: it is meant to tell the
   * same everywhere.
   */
  private void refresh(SecureRandom source) {
    if (!givenItsSeed) {
      byte[] seed = new byte[SEED_BYTES];
      source.nextBytes(seed);
      original.setSeed(seed);
    }
  }

  /** What seeds a new generator is in the image too. */
  private void seedOnFirstUse() {
    if (!used && restored) {
      refresh(new SecureRandom());
    }
    used = true;
  }

  @Override
  protected void engineSetSeed(byte[] seed) {
    if (!used) {
      givenItsSeed = true;
    }
    original.setSeed(seed);
  }

  @Override
  protected void engineNextBytes(byte[] bytes) {
    seedOnFirstUse();
    original.nextBytes(bytes);
  }

  @Override
  protected void engineNextBytes(byte[] bytes, SecureRandomParameters parameters) {
    seedOnFirstUse();
    original.nextBytes(bytes, parameters);
  }

  @Override
  protected void engineReseed(SecureRandomParameters parameters) {
    if (parameters == null) {
      original.reseed();
    } else {
      original.reseed(parameters);
    }
  }

  @Override
  protected byte[] engineGenerateSeed(int bytes) {
    return original.generateSeed(bytes);
  }

  @Override
  protected SecureRandomParameters engineGetParameters() {
    return original.getParameters();
  }

  @Override
  public String toString() {
    return original.toString();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.random;

import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the JDK's own random streams new in a restored process.
 *
 * <p>{@code NativePRNG}, the usual {@code SecureRandom}, keeps bytes of the kernel in a buffer that
 * all its instances share, and uses them up for 100 ms by the wall clock (JDK 17, {@code
 * sun.security.provider.NativePRNG}). So they are new by themselves in a process that is restored
 * later than that, and only there.
 */
public final class Randomness {
  private static final int MORE_THAN_THE_BUFFER = 64 * 1024;
  private static final long BUFFER_MILLIS = 100;

  private final long dumpedAt;

  private Randomness(long dumpedAt) {
    this.dumpedAt = dumpedAt;
  }

  /** Empties the buffer, so that what is in the image is little, or nothing, of it. */
  public static Randomness beforeDump() {
    emptyBuffer();
    return new Randomness(System.currentTimeMillis());
  }

  /**
   * Empties the buffer again, if the clock says that its bytes are still good, and seeds all other
   * generators anew from it.
   */
  public void afterRestore() {
    if (System.currentTimeMillis() - dumpedAt <= 2 * BUFFER_MILLIS) {
      emptyBuffer();
    }
    SecureRandom source = new SecureRandom();
    FreshRandom.refreshAll(source);
    PlainRandoms.refresh(source);
  }

  /** Returns what is installed here and would tell the same in each process of one image. */
  public static List<String> outOfReach() {
    List<String> same = new ArrayList<>();
    List<Provider> providers = List.of(Security.getProviders());
    if (providers.stream().noneMatch(FreshRandomProvider.class::isInstance)) {
      same.add("SecureRandom of the kinds SHA1PRNG and DRBG");
    }
    for (Provider provider : providers) {
      if (!isOfTheJdk(provider) && !(provider instanceof FreshRandomProvider)) {
        provider.getServices().stream()
            .filter(service -> service.getType().equals("SecureRandom"))
            .map(service -> "SecureRandom of the kind " + service.getAlgorithm())
            .forEach(kind -> same.add(kind + " of the provider " + provider.getName()));
      }
    }
    return same;
  }

  private static boolean isOfTheJdk(Provider provider) {
    ClassLoader loader = provider.getClass().getClassLoader();
    return loader == null || loader == ClassLoader.getPlatformClassLoader();
  }

  private static void emptyBuffer() {
    new SecureRandom().nextBytes(new byte[MORE_THAN_THE_BUFFER]);
  }
}

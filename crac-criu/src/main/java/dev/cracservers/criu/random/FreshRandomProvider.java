// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.random;

import dev.cracservers.criu.platform.EngineProperties;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.util.Arrays;
import java.util.List;

/**
 * Stands directly before the provider {@code SUN} and gives its secure random generators, of which
 * it knows those that seed themselves once, {@code SHA1PRNG} and {@code DRBG}: they are in the
 * image with their state, and would tell the same in each process restored from it. Other
 * providers, and what comes before {@code SUN}, are as before.
 */
public final class FreshRandomProvider extends Provider {
  private static final long serialVersionUID = 1L;
  private static final String TYPE = "SecureRandom";
  private static final List<String> SEEDED_ONCE = List.of("SHA1PRNG", "DRBG");
  private static final String THREAD_SAFE = "ThreadSafe";

  private FreshRandomProvider(Provider sun, String preferred) {
    super("CRaC Servers", "1", "secure random generators that are new in each restored process");
    // Whoever asks for no algorithm gets the one that was put first.
    add(sun, preferred);
    sun.getServices().stream()
        .filter(service -> service.getType().equals(TYPE))
        .map(Service::getAlgorithm)
        .filter(algorithm -> !algorithm.equals(preferred))
        .forEach(algorithm -> add(sun, algorithm));
  }

  /** Puts it in its place; does nothing without {@code SUN}, or if it is to be off. */
  public static void install() {
    List<Provider> providers = Arrays.asList(Security.getProviders());
    for (int i = 0;
        i < providers.size() && !Boolean.getBoolean(EngineProperties.KEEP_RANDOMS);
        i++) {
      Provider provider = providers.get(i);
      if (provider.getName().equals("SUN")) {
        // A provider before it may be preferred: only the order within this one is asked for.
        Security.insertProviderAt(new FreshRandomProvider(provider, preferredOf(provider)), i + 1);
        return;
      }
    }
  }

  /** On Linux it is NativePRNG, unless the configuration names another source of seeds. */
  private static String preferredOf(Provider sun) {
    SecureRandom standard = new SecureRandom();
    return standard.getProvider().getName().equals(sun.getName())
        ? standard.getAlgorithm()
        : "DRBG";
  }

  private void add(Provider sun, String algorithm) {
    Service service = sun.getService(TYPE, algorithm);
    if (service != null) {
      putService(new Delegating(this, service));
    }
  }

  private static final class Delegating extends Service {
    private final Service original;

    Delegating(Provider provider, Service original) {
      super(
          provider,
          original.getType(),
          original.getAlgorithm(),
          original.getClassName(),
          null,
          original.getAttribute(THREAD_SAFE) == null
              ? null
              : java.util.Map.of(THREAD_SAFE, original.getAttribute(THREAD_SAFE)));
      this.original = original;
    }

    @Override
    public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
      return SEEDED_ONCE.contains(getAlgorithm())
          ? new FreshRandom(getAlgorithm(), parameter, original.getProvider())
          : original.newInstance(parameter);
    }
  }
}

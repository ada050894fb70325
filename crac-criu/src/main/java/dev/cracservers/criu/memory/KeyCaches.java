// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.memory;

import dev.cracservers.criu.platform.JdkInternals;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the JDK remembers of private keys that nobody else holds any more. Its RSA blinds each
 * computation with values that it keeps, beside the private exponent, in a weak map by the modulus,
 * which lets go of an entry only when it is used again.
 */
final class KeyCaches {
  private static final String RSA = "sun.security.rsa.RSACore";

  private KeyCaches() {}

  /** Empties them; they fill again with use. */
  static void forget() {
    JdkInternals.get(RSA, "blindingCache", Map.class)
        .ifPresent(
            cache ->
                // The lock came later; before it was the map itself.
                JdkInternals.get(RSA, "lock", ReentrantLock.class)
                    .ifPresentOrElse(lock -> clear(cache, lock), () -> clear(cache)));
  }

  private static void clear(Map<?, ?> cache, ReentrantLock lock) {
    lock.lock();
    try {
      cache.clear();
    } finally {
      lock.unlock();
    }
  }

  private static void clear(Map<?, ?> cache) {
    synchronized (cache) {
      cache.clear();
    }
  }
}

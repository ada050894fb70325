// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

import java.security.SecureRandom;

/** Makes the JDK's own random streams new in a restored process. */
final class Randomness {
  private static final int MORE_THAN_ANY_BUFFER = 64 * 1024;

  private Randomness() {}

  /**
   * Empties the buffer of {@code NativePRNG}, which all its instances share: it is in the image,
   * and used up only as long as the clock says that it is fresh.
   */
  static void refresh() {
    new SecureRandom().nextBytes(new byte[MORE_THAN_ANY_BUFFER]);
  }
}

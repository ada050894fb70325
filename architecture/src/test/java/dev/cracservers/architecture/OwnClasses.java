// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.architecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;

/**
 * What the rules are about: no tests, and not the ASM that the engine's jar holds under a name of
 * our own, which is seen as soon as the jar is packaged.
 */
public final class OwnClasses implements ImportOption {
  private static final ImportOption NO_TESTS = new DoNotIncludeTests();

  @Override
  public boolean includes(Location location) {
    return NO_TESTS.includes(location) && !location.contains("/dev/cracservers/criu/asm/");
  }
}

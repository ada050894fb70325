// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import java.util.Locale;
import java.util.Properties;

/**
 * Keeps passwords out of configurations of pools, in which they would stay, and so in the image.
 */
final class ConfiguredSecrets {
  private ConfiguredSecrets() {}

  /**
   * Looks for a password among driver properties.
   *
   * @throws IllegalArgumentException if there is one
   */
  static void refuseIn(String pool, Properties properties) {
    for (String property : properties.stringPropertyNames()) {
      if (property.toLowerCase(Locale.ROOT).contains("password")) {
        throw refused(pool, "data source property " + property);
      }
    }
  }

  static IllegalArgumentException refused(String pool, String place) {
    return new IllegalArgumentException(
        "pool "
            + pool
            + ": its configuration carries a secret in the "
            + place
            + ", which would lie in the image: leave it out and give it with password(() -> ...)"
            + " or property(name, () -> ...)");
  }
}

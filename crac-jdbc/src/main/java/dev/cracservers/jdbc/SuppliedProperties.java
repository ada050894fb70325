// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a driver is given for a pool that was configured before suppliers were given for it. */
final class SuppliedProperties {
  private SuppliedProperties() {}

  /**
   * Returns what is configured, and what is given in its place or beside it.
   *
   * @param user the configured one; null if there is none
   * @param password where a password is configured; null if there is none
   * @throws IllegalArgumentException if a configured password would stay
   */
  static Map<String, Supplier<String>> over(
      String pool,
      Properties configured,
      @Nullable String user,
      @Nullable String password,
      Map<String, Supplier<String>> given) {
    Map<String, Supplier<String>> properties = new HashMap<>();
    Properties kept = new Properties();
    for (String property : configured.stringPropertyNames()) {
      String fixed = configured.getProperty(property);
      if (!given.containsKey(property)) {
        kept.setProperty(property, fixed);
        properties.put(property, () -> fixed);
      }
    }
    ConfiguredSecrets.refuseIn(pool, kept);
    if (user != null) {
      properties.put(DriverConnector.USER, () -> user);
    }
    if (password != null && !given.containsKey(DriverConnector.PASSWORD)) {
      throw ConfiguredSecrets.refused(pool, password);
    }
    properties.putAll(given);
    return properties;
  }
}

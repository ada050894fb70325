// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import java.util.Locale;
import java.util.Properties;

/** Keeps passwords out of HikariCP pools, in which they would stay, and so in the image. */
final class HikariSecrets {
  private HikariSecrets() {}

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

  /**
   * Takes the password out of a pool that has been closed for good: each thread that has borrowed
   * from it refers to it for as long as the thread lives.
   */
  static void forgetIn(HikariDataSource closed) {
    closed.setPassword(null);
    if (closed.getHikariPoolMXBean() instanceof HikariPool pool) {
      try {
        // What was there has copied it; nobody asks it for a connection any more.
        new HikariInternals(pool).replaceDataSource(closed);
      } catch (IllegalArgumentException otherVersion) {
        // It is closed as well as one can tell.
      }
    }
  }
}

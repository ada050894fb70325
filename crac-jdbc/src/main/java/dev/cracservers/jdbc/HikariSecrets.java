// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;

/** Takes passwords out of pools of HikariCP, in which they would stay, and so in the image. */
final class HikariSecrets {
  private HikariSecrets() {}

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

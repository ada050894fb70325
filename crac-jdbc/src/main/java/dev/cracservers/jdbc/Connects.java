// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

/** The gate behind a pool: whether it may make physical connections. Thread-safe. */
interface Connects {

  /** Lets no connection be begun; what is being made goes on. */
  void shut();

  /** Lets connections be made again. */
  void open();

  /** Refuses all from now on, since the pool has been closed for good. */
  void end();

  /** Returns how many connections are being made. */
  int inProgress();
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

/** What one accepted connection has under way, as far as its protocol tells. */
interface Connection {

  /**
   * Ends the connection as its protocol wants it, once nothing is under way on it. Called on its
   * event loop when the drain has begun, again in each later one.
   */
  void end();

  /** Returns how many requests or other uses are under way; any thread may ask. */
  int load();
}

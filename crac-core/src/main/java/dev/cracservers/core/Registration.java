// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

/** The membership of a resource or a listener in a coordinator; closing it ends the membership. */
@FunctionalInterface
public interface Registration extends AutoCloseable {

  /**
   * Ends the membership. A second call does nothing.
   *
   * @throws IllegalStateException if this is the membership of a resource and a checkpoint is
   *     running
   */
  @Override
  void close();
}

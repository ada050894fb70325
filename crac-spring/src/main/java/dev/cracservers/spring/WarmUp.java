// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

/**
 * Makes the application warm before its image is taken: with {@code crac.checkpoint.on=warm} each
 * bean of this type is run once the application is ready and listens, one after the other in their
 * order, on the thread that takes the checkpoint thereafter. The requests of {@code
 * crac.warm-up.requests} are sent before. What a warm-up opens it has to close.
 */
@FunctionalInterface
public interface WarmUp {

  /**
   * Does it.
   *
   * @throws Exception if the application did not get warm: no checkpoint is taken then, and the
   *     application serves on
   */
  void run() throws Exception;
}

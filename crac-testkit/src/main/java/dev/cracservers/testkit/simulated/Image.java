// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit.simulated;

/** What happens where an engine would take the image. */
@FunctionalInterface
public interface Image {

  /**
   * Returns on the other side of the image, in the restored process or in the one left running.
   *
   * @throws Exception if no image could be taken
   */
  void take() throws Exception;
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit;

/** Something a test does in the middle of a checkpoint. */
@FunctionalInterface
public interface TestAction {

  /**
   * Acts.
   *
   * @throws Exception if the step it stands in is to fail
   */
  void run() throws Exception;
}

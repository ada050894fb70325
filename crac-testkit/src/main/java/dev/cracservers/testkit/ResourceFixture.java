// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit;

import dev.cracservers.core.CheckpointResource;

/**
 * Something that serves, with the resource that takes it through a checkpoint.
 *
 * <p>What the fixture needs beside that and would not be in the image, such as a database, is
 * started before the fixture: descriptors that were open then do not count.
 */
public interface ResourceFixture {

  /** Returns the resource under test; always the same, and not yet registered anywhere. */
  CheckpointResource resource();

  /**
   * Uses what serves, once.
   *
   * @throws Exception if it does not work
   */
  void use() throws Exception;

  /** Returns whether a descriptor of this process belongs to the test and not to what is tested. */
  default boolean isForeign(Descriptor descriptor) {
    return false;
  }

  /**
   * Returns how many descriptors it may have open at the most, if that many are open only after a
   * while, such as the size of a pool that fills in the background; 0 if it is the same from the
   * first use on. No more than a few, or a leak hides behind it.
   */
  default int mostDescriptors() {
    return 0;
  }

  /** Stops everything. */
  void stop() throws Exception;
}

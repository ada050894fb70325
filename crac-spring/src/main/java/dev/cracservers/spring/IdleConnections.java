// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Deadline;
import org.apache.hc.core5.pool.ConnPoolControl;
import org.apache.hc.core5.util.TimeValue;

/**
 * Closes the connections that a pool of Apache HttpClient 5 keeps for later.
 *
 * @param name of the bean
 * @param pool the connection manager
 */
record IdleConnections(String name, ConnPoolControl<?> pool) implements CheckpointResource {
  @Override
  public void close(Deadline deadline) {
    pool.closeIdle(TimeValue.ZERO_MILLISECONDS);
  }
}

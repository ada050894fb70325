// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import java.io.IOException;
import java.util.Set;

/** Where a connector listens or did, and what the kernel has there. Immutable. */
interface BoundAddress {

  /** Returns the inodes of the listening sockets that cover the address, whoever owns them. */
  Set<Long> listening() throws IOException;

  /** Returns the inodes of the listening sockets that can be in its way, whoever owns them. */
  default Set<Long> competing() throws IOException {
    return listening();
  }

  /** Returns the inodes of this process's connections that were accepted at the address. */
  Set<Long> ownAccepted() throws IOException;

  /** Returns whether it can be bound now: the next best proof where the kernel lists no sockets. */
  boolean isFree() throws IOException;

  /** Returns the address as an error names it. */
  @Override
  String toString();
}

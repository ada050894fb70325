// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import dev.cracservers.core.Deadline;
import dev.cracservers.core.sockets.OpenDescriptors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Set;

/**
 * A listening socket of this process, and the proof that it is gone.
 *
 * <p>Closing a channel from another thread than the one in accept(2) only marks it; the kernel
 * listens until that thread is out. Make this before closing: afterwards nothing tells this socket
 * from another one on the same port.
 */
final class ListeningSocket {
  private final BoundAddress address;
  private final Set<Long> inodes;

  private ListeningSocket(BoundAddress address, Set<Long> inodes) {
    this.address = address;
    this.inodes = inodes;
  }

  static ListeningSocket at(BoundAddress address) throws IOException {
    return new ListeningSocket(address, OpenDescriptors.heldOf(address.listening()));
  }

  /**
   * Waits until the kernel no longer listens.
   *
   * @throws IOException if it still does at the deadline
   */
  void awaitRelease(Deadline deadline) throws IOException, InterruptedException {
    try {
      if (!deadline.await(this::isReleased)) {
        throw new IOException(
            address
                + " was closed, but the kernel still listens on it after "
                + deadline.elapsed().toMillis()
                + " ms; a thread is stuck in accept(2), look at a thread dump");
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private boolean isReleased() {
    try {
      return inodes.isEmpty()
          ? address.isFree()
          : Collections.disjoint(address.listening(), inodes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

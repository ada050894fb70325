// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import dev.cracservers.core.Deadline;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** Waits until sockets whose channels were closed are closed. */
record SocketRelease(String name, InetSocketAddress address, EventLoops loops) {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  /**
   * @throws IOException if one of them is open at the deadline, with its peer
   */
  void await(Predicate<OwnSocket> which, Deadline deadline)
      throws IOException, InterruptedException {
    loops.awaitRound(deadline);
    List<OwnSocket> open = open(which);
    while (!open.isEmpty()) {
      if (deadline.isExpired()) {
        throw new IOException(
            ("%s has closed its channels, but after %d ms %d of their sockets at %s are open: %s;"
                    + " look for users of these channels")
                .formatted(name, deadline.elapsed().toMillis(), open.size(), address, open));
      }
      Deadline.after(BETWEEN_LOOKS).await(deadline::isExpired);
      loops.awaitRound(deadline);
      open = open(which);
    }
  }

  private List<OwnSocket> open(Predicate<OwnSocket> which) throws IOException {
    return OwnSocket.at(address).stream().filter(which).toList();
  }
}

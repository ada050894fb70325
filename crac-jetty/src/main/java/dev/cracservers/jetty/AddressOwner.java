// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import dev.cracservers.core.sockets.SocketHolder;
import java.io.IOException;
import java.util.Optional;

/** Says who listens at an address, as far as this process may look. */
final class AddressOwner {
  private AddressOwner() {}

  static String describe(BoundAddress address) {
    try {
      Optional<SocketHolder> holder = SocketHolder.of(address.competing());
      return holder.map(AddressOwner::held).orElse("its owner is not visible from here");
    } catch (IOException e) {
      return "its owner is not visible (" + e.getMessage() + ")";
    }
  }

  private static String held(SocketHolder holder) {
    return "it is held by %spid %d (%s)"
        .formatted(holder.isThisProcess() ? "this process, " : "", holder.pid(), holder.command());
  }
}

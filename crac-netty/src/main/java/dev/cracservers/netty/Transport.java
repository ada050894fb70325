// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import java.util.Optional;

/** Which loops can be in an image as they are. */
final class Transport {
  private static final String IO_URING = "io.netty.channel.uring.";
  private static final String EPOLL = "io.netty.channel.epoll.";

  private Transport() {}

  /**
   * Returns why loops of a transport cannot be kept; empty if they can.
   *
   * @param channelType the class name of a channel of the transport
   * @param cracJdk whether the engine is that of a CRaC JDK
   */
  static Optional<String> cannotBeKept(String channelType, boolean cracJdk) {
    if (channelType.startsWith(IO_URING)) {
      return Optional.of("no engine can put the io_uring of an event loop into an image");
    }
    if (channelType.startsWith(EPOLL) && cracJdk) {
      return Optional.of("a CRaC JDK refuses the descriptors of Netty's native epoll loops");
    }
    return Optional.empty();
  }

  /** Returns whether this is a CRaC JDK. */
  static boolean isCracJdk() {
    return ModuleLayer.boot().modules().stream()
        .anyMatch(module -> module.getPackages().contains("jdk.crac"));
  }
}

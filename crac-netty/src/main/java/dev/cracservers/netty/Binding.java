// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import dev.cracservers.core.Deadline;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;

/** Makes a server listen, in the way of the library that it is made with. */
@FunctionalInterface
interface Binding {

  /**
   * Listens, or says why not; tried once.
   *
   * @return the channel that listens
   * @throws Exception with an IOException as its cause, or itself, if the operating system says no
   */
  Channel bind(InetSocketAddress address, Deadline deadline) throws Exception;
}

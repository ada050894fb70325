// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import io.netty.channel.Channel;
import java.util.function.Consumer;

/** A connection with a protocol that only the application knows. */
record OtherConnection(Channel channel, Consumer<Channel> goodbye) implements Connection {
  @Override
  public void end() {
    goodbye.accept(channel);
  }

  @Override
  public int load() {
    return 1;
  }
}

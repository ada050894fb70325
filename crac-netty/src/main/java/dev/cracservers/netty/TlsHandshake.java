// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import io.netty.channel.Channel;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * A connection whose TLS handshake is under way: it may bring a request. When the handshake has
 * ended the protocol is known, and this is no longer asked.
 */
record TlsHandshake(Drain drain, Channel channel) implements Connection {
  /** A client that is there has answered by then; one that never says anything has not. */
  private static final long PATIENCE_MILLIS = 1000;

  @Override
  public void end() {
    ScheduledFuture<?> unused =
        channel
            .eventLoop()
            .schedule(this::closeIfUnfinished, PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public int load() {
    return 0;
  }

  private void closeIfUnfinished() {
    if (drain.isRunning() && channel.isOpen() && Protocols.isInHandshake(channel.pipeline())) {
      drain.idleClosed();
      channel.unsafe().close(channel.unsafe().voidPromise());
    }
  }
}

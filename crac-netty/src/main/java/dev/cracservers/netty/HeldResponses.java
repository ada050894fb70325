// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Stands behind {@code HttpMessages} from the first drain on. While the codec has bytes in hand,
 * nobody knows whether the request that is answered is the last one: during a drain such responses
 * wait here until it is through.
 */
// The futures that are not looked at are the promises that were handed in.
@SuppressWarnings("FutureReturnValueIgnored")
final class HeldResponses extends ChannelOutboundHandlerAdapter {
  private final Http1Connection connection;
  private final Queue<Held> held = new ArrayDeque<>();
  private @Nullable ChannelHandlerContext context;
  private boolean flushHeld;

  private record Held(Object message, ChannelPromise promise) {}

  HeldResponses(Http1Connection connection) {
    this.connection = connection;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  @Override
  public void write(ChannelHandlerContext writing, Object message, ChannelPromise promise) {
    if (HttpMessages.isSwitch(message)) {
      // The codec is gone right after this; and whether it is the last one is no question.
      release();
      writing.write(message, promise);
    } else if (connection.isDraining() && connection.isDecoding()) {
      held.add(new Held(message, promise));
    } else {
      writing.write(message, promise);
    }
  }

  @Override
  public void flush(ChannelHandlerContext flushing) {
    if (held.isEmpty()) {
      flushing.flush();
    } else {
      flushHeld = true;
    }
  }

  @Override
  public void close(ChannelHandlerContext closing, ChannelPromise promise) {
    release();
    closing.close(promise);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext removed) {
    release();
  }

  /** Sends what has waited for the codec. */
  void release() {
    ChannelHandlerContext writing = context;
    if (held.isEmpty() || writing == null) {
      return;
    }
    for (Held each = held.poll(); each != null; each = held.poll()) {
      writing.write(each.message(), each.promise());
    }
    if (flushHeld) {
      flushHeld = false;
      writing.flush();
    }
  }
}

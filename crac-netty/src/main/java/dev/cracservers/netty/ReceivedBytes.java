// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Stands before the HTTP codec and finds out whether bytes of an unfinished request head are left
 * in it: that connection is not idle, though no message has come out of the codec.
 */
final class ReceivedBytes extends ChannelInboundHandlerAdapter {
  private static final int HEAD_END = 0x0D0A0D0A;

  private final Http1Connection connection;

  ReceivedBytes(Http1Connection connection) {
    this.connection = connection;
  }

  /** Between two requests a client may send line ends, which the codec skips. */
  static boolean hasHead(ByteBuf bytes) {
    return hasHead(bytes, bytes.readerIndex(), bytes.readableBytes());
  }

  /** As nearly all that comes does: whole requests without a body. */
  private static boolean endsBehindAHead(ByteBuf bytes) {
    return bytes.readableBytes() >= Integer.BYTES
        && bytes.getInt(bytes.writerIndex() - Integer.BYTES) == HEAD_END;
  }

  private static boolean hasHead(ByteBuf bytes, int start, int length) {
    return bytes.forEachByte(start, length, each -> each <= ' ') >= 0;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!(message instanceof ByteBuf bytes)) {
      context.fireChannelRead(message);
      return;
    }
    // While the codec holds a part of a head, it copies what comes into a buffer of its own, of
    // which nothing is seen here. A head ends at the end of a line: so lines are handed on one by
    // one until it has ended and the codec is empty.
    while (connection.isPartial()) {
      int end = bytes.bytesBefore((byte) '\n') + 1;
      if (end == 0 || end == bytes.readableBytes()) {
        break;
      }
      decode(context, bytes.readRetainedSlice(end));
    }
    decode(context, bytes);
    connection.releaseHeld();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    connection.pipelineEvent();
    context.fireUserEventTriggered(event);
  }

  private void decode(ChannelHandlerContext context, ByteBuf bytes) {
    if (endsBehindAHead(bytes) && !connection.isDraining()) {
      // No part of a head is left of these, and before a drain nobody asks what is left meanwhile.
      context.fireChannelRead(bytes);
      return;
    }
    int start = bytes.readerIndex();
    int length = bytes.readableBytes();
    // The codec releases what it has consumed, but how much that was is asked afterwards.
    bytes.retain();
    int events = connection.decodingStarts(bytes);
    try {
      context.fireChannelRead(bytes);
    } finally {
      if (connection.decodingEnded(events) && hasHead(bytes, start, length)) {
        connection.headBegins();
      }
      bytes.release();
    }
  }
}

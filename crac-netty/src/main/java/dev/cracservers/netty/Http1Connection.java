// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What one HTTP/1.1 connection has under way, and when it may end. Used on its event loop, but for
 * {@link #load()}, which any thread may ask.
 */
final class Http1Connection implements Connection {
  /** A request that a client sent before it could know of the drain has arrived by then. */
  private static final long IDLE_GRACE_MILLIS = 50;

  private final Drain drain;
  private final ChannelHandlerContext outermost;
  private final Runnable changed;
  private final AtomicInteger load = new AtomicInteger();
  private int unanswered;
  private int inFlight;
  private int events;
  private int lastDrain;
  private boolean receiving;
  private boolean partial;
  private boolean upgraded;
  private boolean endAnnounced;
  private boolean draining;
  private @Nullable ByteBuf decoded;
  private @Nullable HeldResponses held;

  /**
   * @param outermost the place in the pipeline from which the connection is closed, once all that
   *     was written before has been sent; that of the codec
   * @param changed is called on the event loop when the codec is gone
   */
  Http1Connection(Drain drain, ChannelHandlerContext outermost, Runnable changed) {
    this.drain = drain;
    this.outermost = outermost;
    this.changed = changed;
  }

  /**
   * Returns how many requests, half-received ones included, or other uses there are since the drain
   * has begun; nobody asks before, so nothing is told before.
   */
  @Override
  public int load() {
    return load.get();
  }

  @Override
  public void end() {
    lastDrain = drain.number();
    draining = true;
    load.set(requests());
    if (held == null && !outermost.isRemoved()) {
      held = Http1Codec.hold(outermost.pipeline(), this);
    }
    if (upgraded) {
      pipelineEvent();
    } else if (inFlight == 0 && isSending()) {
      inFlight = 1;
      publish();
      outermost
          .writeAndFlush(Unpooled.EMPTY_BUFFER)
          .addListener(sent -> responseEnded(sent.isSuccess()));
    } else {
      closeOnceIdle();
    }
  }

  /** Returns whether a part of a response that was written before the drain is still here. */
  private boolean isSending() {
    ChannelOutboundBuffer waiting = outermost.channel().unsafe().outboundBuffer();
    return waiting != null && waiting.totalPendingWriteBytes() > 0;
  }

  /** Something has happened in the pipeline, perhaps a change of the protocol. */
  void pipelineEvent() {
    if (outermost.isRemoved()) {
      changed.run();
    }
  }

  /** Returns whether responses are only counted. */
  boolean isOrdinary() {
    return !draining && !endAnnounced && !upgraded;
  }

  /** Returns whether a drain runs of which this connection was told. */
  boolean isDraining() {
    if (draining) {
      draining = drain.isRunning();
    }
    return draining;
  }

  /** The codec is through with its bytes, so that nothing has to wait for it. */
  void releaseHeld() {
    if (held != null) {
      held.release();
    }
  }

  boolean isDecoding() {
    return decoded != null;
  }

  /** Returns whether the bytes that came last are the beginning of a request head. */
  boolean isPartial() {
    return partial;
  }

  /** The codec is about to see these bytes. */
  int decodingStarts(ByteBuf bytes) {
    decoded = bytes;
    return events;
  }

  /**
   * The codec has seen them.
   *
   * @param eventsBefore what {@link #decodingStarts} returned
   * @return whether they are a part of a request head if they are anything
   */
  boolean decodingEnded(int eventsBefore) {
    decoded = null;
    return events == eventsBefore && !receiving && !upgraded;
  }

  /** The bytes that came last are the beginning of a request head, or more of one. */
  void headBegins() {
    partial = true;
    publish();
  }

  void requestBegins() {
    events++;
    unanswered++;
    inFlight++;
    receiving = true;
    partial = false;
    publish();
  }

  void requestContinues() {
    events++;
  }

  void requestEnds() {
    events++;
    receiving = false;
    // What the codec has not consumed yet belongs to the next request.
    partial = decoded != null && ReceivedBytes.hasHead(decoded);
    publish();
  }

  /**
   * A response begins that is not an interim one.
   *
   * @return whether it is to be the last of this connection
   */
  boolean responseBegins(boolean switchesProtocol) {
    boolean last = isDraining() && unanswered == 1 && !partial && !receiving;
    unanswered = Math.max(0, unanswered - 1);
    upgraded |= switchesProtocol;
    endAnnounced |= last && !switchesProtocol;
    publish();
    return endAnnounced;
  }

  /**
   * Returns whether {@link #responseEnded} is to be called for the response that ends now. Else it
   * does to know that it was written: whoever closes the connection sends first what was.
   */
  boolean needsToKnowWhenSent() {
    return upgraded || isDraining();
  }

  /** A whole response is written of which nothing is to be known but that. */
  void answered() {
    unanswered = Math.max(0, unanswered - 1);
    inFlight = Math.max(0, inFlight - 1);
  }

  /** A response was written. */
  void responseWritten() {
    inFlight = Math.max(0, inFlight - 1);
    publish();
  }

  /** A response has left this process, or never will. */
  void responseEnded(boolean sent) {
    responseWritten();
    if (sent && lastDrain == drain.number()) {
      drain.requestFinished();
    }
    if (upgraded) {
      // Whoever has written this response exchanges the codec next.
      outermost.executor().execute(this::pipelineEvent);
    } else if (endAnnounced) {
      close();
    } else if (isDraining()) {
      closeOnceIdle();
    }
  }

  private void closeOnceIdle() {
    int seen = events;
    ScheduledFuture<?> unused =
        outermost
            .executor()
            .schedule(() -> closeIfIdleSince(seen), IDLE_GRACE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void closeIfIdleSince(int seen) {
    if (!drain.isRunning() || requests() > 0 || !outermost.channel().isOpen()) {
      return;
    }
    if (events == seen) {
      drain.idleClosed();
      close();
    } else {
      closeOnceIdle();
    }
  }

  private void close() {
    outermost.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  private void publish() {
    if (isDraining()) {
      load.lazySet(requests());
    }
  }

  private int requests() {
    return upgraded ? 1 : Math.max(inFlight, receiving ? 1 : 0) + (partial ? 1 : 0);
  }
}

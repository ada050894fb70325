// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Stands directly behind the HTTP codec, counts requests and responses, and tells the client with
 * the last response that the connection ends.
 */
// The futures that are not looked at are the promises that were handed in.
@SuppressWarnings("FutureReturnValueIgnored")
final class HttpMessages extends ChannelDuplexHandler {
  private static final int FIRST_FINAL_STATUS = 200;

  private final Http1Connection connection;
  private final ChannelFutureListener whenSent = this::sent;
  private final Queue<Held> held = new ArrayDeque<>(0);
  private @Nullable ChannelHandlerContext context;
  private boolean interim;
  private boolean flushHeld;

  private record Held(Object message, ChannelPromise promise) {}

  HttpMessages(Http1Connection connection) {
    this.connection = connection;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  @Override
  public void channelRead(ChannelHandlerContext reading, Object message) {
    // What the codec makes of most requests is told by its class: the JVM remembers of a class only
    // the last interface it was asked for, and looks through all of them for any other.
    if (message.getClass() == DefaultHttpRequest.class) {
      connection.requestBegins();
    } else if (message == LastHttpContent.EMPTY_LAST_CONTENT) {
      connection.requestEnds();
    } else {
      count(message);
    }
    reading.fireChannelRead(message);
  }

  private void count(Object message) {
    if (message instanceof HttpRequest) {
      connection.requestBegins();
    } else if (message instanceof HttpContent) {
      connection.requestContinues();
    }
    if (message instanceof LastHttpContent) {
      connection.requestEnds();
    }
  }

  /**
   * While the codec has bytes in hand, nobody knows whether the request that is answered here is
   * the last one: during a drain such responses wait until it is through.
   */
  @Override
  public void write(ChannelHandlerContext writing, Object message, ChannelPromise promise) {
    if (message.getClass() == DefaultFullHttpResponse.class
        && connection.isOrdinary()
        && ((DefaultFullHttpResponse) message).status().code() >= FIRST_FINAL_STATUS) {
      connection.answered();
      writing.write(message, promise);
    } else if (isSwitch(message)) {
      // The codec is gone right after this; and whether it is the last one is no question.
      releaseHeld();
      forward(writing, message, promise);
    } else if (connection.isDraining() && connection.isDecoding()) {
      held.add(new Held(message, promise));
    } else {
      forward(writing, message, promise);
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
    releaseHeld();
    closing.close(promise);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext removed) {
    releaseHeld();
  }

  /** Sends what has waited for the codec. */
  void releaseHeld() {
    ChannelHandlerContext writing = context;
    if (held.isEmpty() || writing == null) {
      return;
    }
    for (Held each = held.poll(); each != null; each = held.poll()) {
      forward(writing, each.message(), each.promise());
    }
    if (flushHeld) {
      flushHeld = false;
      writing.flush();
    }
  }

  private void forward(ChannelHandlerContext writing, Object message, ChannelPromise promise) {
    if (message instanceof HttpResponse response) {
      boolean switches = isSwitch(response);
      interim = !switches && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
      if (!interim && connection.responseBegins(switches)) {
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
      }
    }
    if (message instanceof LastHttpContent) {
      if (!interim && connection.needsToKnowWhenSent()) {
        writing.write(message, promise.unvoid().addListener(whenSent));
        return;
      }
      if (!interim) {
        connection.responseWritten();
      }
      interim = false;
    }
    writing.write(message, promise);
  }

  private static boolean isSwitch(Object message) {
    return message instanceof HttpResponse response
        && response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS);
  }

  private void sent(ChannelFuture future) {
    connection.responseEnded(future.isSuccess());
  }
}

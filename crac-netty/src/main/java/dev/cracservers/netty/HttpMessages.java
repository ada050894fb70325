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
  private boolean interim;

  HttpMessages(Http1Connection connection) {
    this.connection = connection;
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

  @Override
  public void write(ChannelHandlerContext writing, Object message, ChannelPromise promise) {
    if (message.getClass() == DefaultFullHttpResponse.class
        && connection.isOrdinary()
        && ((DefaultFullHttpResponse) message).status().code() >= FIRST_FINAL_STATUS) {
      connection.answered();
      writing.write(message, promise);
    } else {
      forward(writing, message, promise);
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

  static boolean isSwitch(Object message) {
    return message instanceof HttpResponse response
        && response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS);
  }

  private void sent(ChannelFuture future) {
    connection.responseEnded(future.isSuccess());
  }
}

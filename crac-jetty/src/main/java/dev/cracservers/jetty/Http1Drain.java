// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SelectableChannelEndPoint;
import org.eclipse.jetty.server.internal.HttpConnection;

/**
 * Ends kept-alive connections of HTTP/1 between two requests.
 *
 * <p>A connection is at rest when its parser has seen no byte of a next request and it waits for
 * one. Only the parser tells a half-received request from none, and only Jetty's internal {@code
 * HttpConnection} has it. A connection that has been at rest for {@value #LINGER_MILLIS} ms is
 * closed, after one more round of all selectors: after a pause of the whole process, data may have
 * come that nobody has noticed.
 *
 * <p>Whoever takes the fill interest of an endpoint excludes Jetty from reading it, so a request
 * noticed at the last moment wins over the close. The close is that of an idle timeout: first only
 * of this direction, so that the client sees an orderly end, and then, if the client does not
 * close, of both.
 */
final class Http1Drain implements ConnectionDrain {
  /** Time for a busy client to send its next request, and to be told to leave in the response. */
  private static final long LINGER_MILLIS = 50;

  private final Selectors selectors;
  private final Map<EndPoint, Long> resting = new HashMap<>();
  private final AtomicLong idleClosed = new AtomicLong();

  Http1Drain(Selectors selectors) {
    this.selectors = selectors;
  }

  @Override
  public boolean handles(EndPoint endPoint) {
    return endPoint instanceof SelectableChannelEndPoint
        && endPoint.getConnection() instanceof HttpConnection;
  }

  @Override
  public void look(EndPoint endPoint) {
    SelectableChannelEndPoint channel = (SelectableChannelEndPoint) endPoint;
    if (!isAtRest(channel) || channel.getIdleFor() < LINGER_MILLIS) {
      resting.remove(endPoint);
      return;
    }
    long round = resting.computeIfAbsent(endPoint, first -> selectors.nextRound());
    if (selectors.isOver(round) && isAtRest(channel) && channel.getIdleFor() >= LINGER_MILLIS) {
      resting.remove(endPoint);
      close(channel);
    }
  }

  @Override
  public int halfReceived(EndPoint endPoint) {
    HttpParser parser = ((HttpConnection) endPoint.getConnection()).getParser();
    return !parser.isStart() && parser.inHeaderState() ? 1 : 0;
  }

  @Override
  public long idleClosed() {
    return idleClosed.get();
  }

  private boolean isAtRest(SelectableChannelEndPoint endPoint) {
    return endPoint.isFillInterested()
        && endPoint.getConnection() instanceof HttpConnection connection
        && connection.isRequestBufferEmpty()
        && awaitsRequestOrEnd(connection.getParser())
        && selectors.awaitsData(endPoint.getChannel());
  }

  private static boolean awaitsRequestOrEnd(HttpParser parser) {
    return parser.isStart() || parser.isClose() || parser.isClosed();
  }

  private void close(SelectableChannelEndPoint endPoint) {
    boolean first = !endPoint.isOutputShutdown();
    boolean taken =
        endPoint.getFillInterest().onFail(new TimeoutException("closed when idle, for a drain"));
    if (first && taken) {
      idleClosed.incrementAndGet();
    }
  }
}

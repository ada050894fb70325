// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.server.internal.HttpConnection;

/**
 * Ends kept-alive connections of HTTP/1 between two requests: when the parser has seen no byte of a
 * next one. Only the parser tells a half-received request from none, and only Jetty's internal
 * {@code HttpConnection} has it.
 */
final class Http1Drain implements ConnectionDrain {
  private final IdleConnections idle;

  Http1Drain(Selectors selectors) {
    idle = new IdleConnections(selectors, Http1Drain::isBetweenRequests);
  }

  @Override
  public boolean handles(OpenConnection connection) {
    return connection.protocol() instanceof HttpConnection;
  }

  @Override
  public void look(OpenConnection connection) {
    idle.look(connection);
  }

  @Override
  public int halfReceived(OpenConnection connection) {
    HttpParser parser = ((HttpConnection) connection.protocol()).getParser();
    boolean inHead = !parser.isStart() && parser.inHeaderState();
    return inHead || connection.isTlsUnderWay() ? 1 : 0;
  }

  @Override
  public String endedName() {
    return "idleClosed";
  }

  @Override
  public long ended() {
    return idle.ended();
  }

  private static boolean isBetweenRequests(OpenConnection connection) {
    HttpConnection http = (HttpConnection) connection.protocol();
    HttpParser parser = http.getParser();
    return http.isRequestBufferEmpty()
        && (parser.isStart() || parser.isClose() || parser.isClosed());
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.NanoTime;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.OutgoingEntry;
import org.eclipse.jetty.websocket.core.WebSocketConnection;

/**
 * Closes WebSockets with status 1012, service restart, and waits for the client's answer, for at
 * most {@value #PATIENCE_SECONDS} s. The close frame goes through the connection, where all of
 * Jetty's WebSocket interfaces meet: the application is told when the answer comes.
 */
final class WebSocketDrain implements ConnectionDrain {
  private static final int PATIENCE_SECONDS = 1;
  private static final CloseStatus RESTART =
      new CloseStatus(CloseStatus.SERVICE_RESTART, "the server is being checkpointed");

  /** Weak, since this outlives the drain, and an end point leads to the keys of TLS. */
  private final Map<EndPoint, Long> told = new WeakHashMap<>();

  private final AtomicLong ended = new AtomicLong();

  @Override
  public boolean handles(OpenConnection connection) {
    return connection.protocol() instanceof WebSocketConnection;
  }

  @Override
  public void look(OpenConnection connection) {
    look(connection.endPoint());
  }

  /** Looks at what a stream of HTTP/2 carries, once it is more than a stream. */
  void look(EndPoint endPoint) {
    if (!(endPoint.getConnection() instanceof WebSocketConnection webSocket)) {
      return;
    }
    Long since = told.get(endPoint);
    if (since == null) {
      told.put(endPoint, NanoTime.now());
      webSocket.enqueueFrame(new OutgoingEntry.Builder(RESTART.toFrame(), Callback.NOOP).build());
      ended.incrementAndGet();
    } else if (NanoTime.since(since) > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
      endPoint.close();
    }
  }

  @Override
  public String endedName() {
    return "webSocketsClosed";
  }

  @Override
  public long ended() {
    return ended.get();
  }
}

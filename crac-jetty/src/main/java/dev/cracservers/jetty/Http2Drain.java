// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.http2.HTTP2Session;
import org.eclipse.jetty.http2.HTTP2Stream;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.io.EndPoint;

/**
 * Ends connections of HTTP/2: says GOAWAY at once, which refuses new streams, and lets those finish
 * that are open. Each session is shut down by itself; Jetty's container of sessions would refuse
 * new ones ever after. A stream that has become a tunnel, as for a WebSocket, is left to others. A
 * client that does not close its end once no stream is left has {@value #GRACE_MILLIS} ms for that.
 */
final class Http2Drain implements ConnectionDrain {
  private static final long GRACE_MILLIS = 50;

  private final Consumer<EndPoint> tunnels;

  /** Weak, since this outlives the drain, and a session leads to the keys of TLS. */
  private final Set<HTTP2Session> toldToGo = Collections.newSetFromMap(new WeakHashMap<>());

  private final AtomicLong ended = new AtomicLong();

  /**
   * @param tunnels looks at the tunnels on streams
   */
  Http2Drain(Consumer<EndPoint> tunnels) {
    this.tunnels = tunnels;
  }

  @Override
  public boolean handles(OpenConnection connection) {
    return connection.protocol() instanceof HTTP2Connection;
  }

  @Override
  public void look(OpenConnection connection) {
    HTTP2Connection http2 = (HTTP2Connection) connection.protocol();
    HTTP2Session session = http2.getSession();
    boolean tunnelling = hasTunnels(session);
    if (!toldToGo.contains(session)) {
      // Clients exist that drop what comes on a tunnel when GOAWAY has come.
      if (!tunnelling) {
        toldToGo.add(session);
        CompletionStage<Void> unused = session.shutdown();
        ended.incrementAndGet();
      }
    } else if (session.getStreams().isEmpty() && connection.idleMillis() >= GRACE_MILLIS) {
      // To a session that is already shut down, this is the end of the wait for its client.
      http2.onIdleExpired(new TimeoutException("the client did not close after GOAWAY"));
    }
  }

  /** Has tunnels closed; returns whether one is left. */
  private boolean hasTunnels(HTTP2Session session) {
    boolean left = false;
    for (Stream stream : session.getStreams()) {
      if (((HTTP2Stream) stream).getAttachment() instanceof EndPoint tunnel) {
        if (tunnel.isOpen() || !stream.isClosed()) {
          tunnels.accept(tunnel);
          left = true;
        } else {
          // What the client sent last may be unread, and Jetty would wait for somebody to read it.
          session.removeStream(stream);
        }
      }
    }
    return left;
  }

  @Override
  public String endedName() {
    return "goAways";
  }

  @Override
  public long ended() {
    return ended.get();
  }
}

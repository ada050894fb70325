// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.http2.HTTP2Session;

/**
 * Ends connections of HTTP/2: says GOAWAY at once, which refuses new streams, and lets those finish
 * that are open. Each session is shut down by itself; Jetty's container of sessions would refuse
 * new ones ever after. A client that does not close its end once no stream is left has {@value
 * #GRACE_MILLIS} ms for that.
 */
final class Http2Drain implements ConnectionDrain {
  private static final long GRACE_MILLIS = 50;

  /** Weak, since this outlives the drain, and a session leads to the keys of TLS. */
  private final Set<HTTP2Session> toldToGo = Collections.newSetFromMap(new WeakHashMap<>());

  private final AtomicLong ended = new AtomicLong();

  @Override
  public boolean handles(OpenConnection connection) {
    return connection.protocol() instanceof HTTP2Connection;
  }

  @Override
  public void look(OpenConnection connection) {
    HTTP2Connection http2 = (HTTP2Connection) connection.protocol();
    HTTP2Session session = http2.getSession();
    if (toldToGo.add(session)) {
      CompletionStage<Void> unused = session.shutdown();
      ended.incrementAndGet();
    } else if (session.getStreams().isEmpty() && connection.idleMillis() >= GRACE_MILLIS) {
      // To a session that is already shut down, this is the end of the wait for its client.
      http2.onIdleExpired(new TimeoutException("the client did not close after GOAWAY"));
    }
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

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.eclipse.jetty.io.EndPoint;

/**
 * Ends connections on which nothing has gone on for {@value #LINGER_MILLIS} ms, after one more
 * round of all selectors: after a pause of the whole process, data may have come that nobody has
 * noticed. Used by one thread, but for the count.
 */
final class IdleConnections {
  /** Time for a busy client to send its next request, and to be told to leave in the response. */
  private static final long LINGER_MILLIS = 50;

  private final Selectors selectors;
  private final Predicate<OpenConnection> betweenRequests;

  /** Weak, since this outlives the drain, and an end point leads to the keys of TLS. */
  private final Map<EndPoint, Long> resting = new WeakHashMap<>();

  private final AtomicLong ended = new AtomicLong();

  /**
   * @param betweenRequests whether the protocol has seen nothing of a next request
   */
  IdleConnections(Selectors selectors, Predicate<OpenConnection> betweenRequests) {
    this.selectors = selectors;
    this.betweenRequests = betweenRequests;
  }

  /** Ends the connection if it is idle. */
  void look(OpenConnection connection) {
    if (!isIdle(connection)) {
      resting.remove(connection.channel());
      return;
    }
    long round = resting.computeIfAbsent(connection.channel(), first -> selectors.nextRound());
    if (selectors.isOver(round) && isIdle(connection)) {
      resting.remove(connection.channel());
      if (connection.end()) {
        ended.incrementAndGet();
      }
    }
  }

  long ended() {
    return ended.get();
  }

  private boolean isIdle(OpenConnection connection) {
    return connection.idleMillis() >= LINGER_MILLIS
        && connection.awaitsPeer(selectors)
        && betweenRequests.test(connection)
        && !connection.isTlsUnderWay();
  }
}

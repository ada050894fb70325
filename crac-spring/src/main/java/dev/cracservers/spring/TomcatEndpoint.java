// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.coyote.Processor;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * An endpoint whose listening socket can be closed and opened again while its connections are
 * served on. Tomcat itself can only pause, which answers 503 to what arrives, or stop, which cuts.
 *
 * <p>Relies on {@code NioEndpoint} of Tomcat 11.0: its acceptor thread calls {@code
 * serverSocketAccept()} in a loop while the endpoint is running.
 */
final class TomcatEndpoint extends NioEndpoint {
  private static final long LOOK_NANOS = Duration.ofMillis(1).toNanos();

  private volatile boolean deaf;

  /** Closes the listening socket; connections are served on. */
  void stopListening() throws IOException {
    deaf = true;
    doCloseServerSocket();
  }

  /** Listens again where it did, after {@link #stopListening}. */
  void listenAgain(int port) throws Exception {
    int configured = getPort();
    setPort(port);
    try {
      initServerSocket();
    } finally {
      setPort(configured);
    }
    deaf = false;
  }

  /** The endpoint is about to be started anew: it is not deaf then. */
  void reset() {
    deaf = false;
  }

  /** Holds the acceptor thread while there is nothing to accept on. */
  @Override
  protected SocketChannel serverSocketAccept() throws Exception {
    while (true) {
      try {
        return super.serverSocketAccept();
      } catch (Exception closed) {
        if (!deaf) {
          throw closed;
        }
        while (deaf && isRunning()) {
          LockSupport.parkNanos(this, LOOK_NANOS);
        }
        if (!isRunning()) {
          throw closed;
        }
      }
    }
  }

  /** Has connections of HTTP/2 end, each after its last stream; to be called again and again. */
  void leaveHttp2(Duration quiet) {
    http2().forEach(each -> each.leave(quiet));
  }

  /** Returns how many streams of HTTP/2 are open without being on a thread. */
  long waitingStreams() {
    return http2().mapToLong(TomcatHttp2Connection::waiting).sum();
  }

  private Stream<TomcatHttp2Connection> http2() {
    return getConnections().stream()
        .map(SocketWrapperBase::getCurrentProcessor)
        .map(each -> each instanceof Processor processor ? processor.getUpgradeToken() : null)
        .map(each -> each == null ? null : each.httpUpgradeHandler())
        .filter(TomcatHttp2Connection.class::isInstance)
        .map(TomcatHttp2Connection.class::cast);
  }

  /**
   * Returns whether no connection has a part of a request or of an answer on it, nor had a byte
   * read for the given time; a connection of HTTP/2 is not quiet as long as it is open.
   */
  boolean isQuiet(Duration quiet) {
    long now = System.currentTimeMillis();
    for (SocketWrapperBase<NioChannel> each : getConnections()) {
      // Between two requests a connection has no processor.
      if (each.getLock().isLocked()
          || each.getCurrentProcessor() != null
          || (each instanceof NioSocketWrapper nio && now - nio.getLastRead() < quiet.toMillis())) {
        return false;
      }
    }
    return true;
  }
}

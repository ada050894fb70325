// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;

/**
 * The requests that have come to the server and whose response is not complete, and what became of
 * them during a drain. While draining, responses of HTTP/1 tell the client to use another
 * connection for its next request.
 *
 * <p>A customizer sees every request of every protocol, before any handler, and can be added to a
 * running server. It may be shared by connectors that others look after. Thread-safe.
 */
final class InFlight implements HttpConfiguration.Customizer {
  private static final HttpField CLOSE = new HttpField(HttpHeader.CONNECTION, "close");

  private final Set<Connector> connectors = ConcurrentHashMap.newKeySet();
  private volatile Tally tally = new Tally();
  private volatile Drained drained = new Drained();
  private volatile boolean draining;

  /** How many requests have begun and ended; two sums, as one would be no snapshot. */
  private static final class Tally {
    final LongAdder begun = new LongAdder();
    final LongAdder ended = new LongAdder();

    /** Never less than there are: what ends while this sums up still counts. */
    long open() {
      long before = ended.sum();
      return begun.sum() - before;
    }
  }

  private static final class Drained {
    final LongAdder finished = new LongAdder();
    final LongAdder keepAlive = new LongAdder();
  }

  /** Counts the requests of a connector from now on. */
  void watch(Connector connector) {
    connectors.add(connector);
    connector.getConnectionFactories().stream()
        .filter(HttpConfiguration.ConnectionFactory.class::isInstance)
        .map(factory -> ((HttpConfiguration.ConnectionFactory) factory).getHttpConfiguration())
        .filter(configuration -> !configuration.getCustomizers().contains(this))
        .forEach(configuration -> configuration.addCustomizer(this));
  }

  /** Counts from zero again. */
  void reset() {
    drained = new Drained();
  }

  void startDraining() {
    draining = true;
  }

  void stopDraining() {
    draining = false;
  }

  /** Returns how many requests are in flight. */
  long size() {
    return tally.open();
  }

  /** Lets go of the requests in flight, which were cut and may never complete. */
  void forget() {
    tally = new Tally();
  }

  /** Returns how many responses were completed during this or the last drain. */
  long finished() {
    return drained.finished.sum();
  }

  /** Returns how many responses told a client to close a connection it would have kept. */
  long keepAliveEnded() {
    return drained.keepAlive.sum();
  }

  @Override
  public Request customize(Request request, HttpFields.Mutable responseHeaders) {
    if (connectors.contains(request.getConnectionMetaData().getConnector())) {
      Tally home = tally;
      home.begun.increment();
      request.addHttpStreamWrapper(stream -> new Tracked(stream, request, home));
    }
    return request;
  }

  private final class Tracked extends HttpStream.Wrapper {
    private final Request request;
    private final Tally home;
    private final AtomicBoolean ended = new AtomicBoolean();

    Tracked(HttpStream stream, Request request, Tally home) {
      super(stream);
      this.request = request;
      this.home = home;
    }

    @Override
    public void prepareResponse(HttpFields.Mutable headers) {
      // An upgrade has a Connection header of its own, and so has a response that closes anyway.
      if (draining && isKeptAlive() && !headers.contains(HttpHeader.CONNECTION)) {
        headers.add(CLOSE);
        drained.keepAlive.increment();
      }
      super.prepareResponse(headers);
    }

    @Override
    public void succeeded() {
      try {
        super.succeeded();
      } finally {
        if (draining) {
          drained.finished.increment();
        }
        end();
      }
    }

    @Override
    public void failed(Throwable cause) {
      try {
        super.failed(cause);
      } finally {
        end();
      }
    }

    /** A stream may fail after it has succeeded. */
    private void end() {
      if (ended.compareAndSet(false, true)) {
        home.ended.increment();
      }
    }

    private boolean isKeptAlive() {
      ConnectionMetaData connection = request.getConnectionMetaData();
      return connection.isPersistent()
          && connection.getHttpVersion().getVersion() <= HttpVersion.HTTP_1_1.getVersion();
    }
  }
}

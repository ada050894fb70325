// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Components;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpChannel;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.internal.HttpConnection;

/**
 * The requests that have come to the server and whose response is not complete, and what became of
 * them during a drain. While draining, responses of HTTP/1 tell the client to use another
 * connection for its next request.
 *
 * <p>Jetty carries the requests of a connection one after the other on a channel, or on as many as
 * HTTP/2 has streams at once. To know the channels is to know the requests, and as a channel serves
 * again and again, hardly anything is left to do for a request while nobody drains. A channel is
 * known until it is garbage: a handler that goes on when its client has left keeps it alive.
 *
 * <p>A customizer sees every request of every protocol, before any handler, and can be added to a
 * running server. It may be shared by connectors that others look after. Thread-safe.
 */
final class InFlight implements HttpConfiguration.Customizer {
  private static final HttpField CLOSE = new HttpField(HttpHeader.CONNECTION, "close");

  private final Set<Connector> connectors = ConcurrentHashMap.newKeySet();
  private final String mark =
      InFlight.class.getName() + "@" + Integer.toHexString(System.identityHashCode(this));
  private volatile Set<HttpChannel> channels = none();
  private volatile Drained drained = new Drained();
  private volatile boolean draining;

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
    for (HttpChannel channel : List.copyOf(channels)) {
      Request request = channel.getRequest();
      if (request != null) {
        follow(request);
      }
    }
  }

  void stopDraining() {
    draining = false;
  }

  /** Returns how many requests are in flight. */
  long size() {
    return List.copyOf(channels).stream().filter(ChannelState::isBusy).count();
  }

  /** Lets go of the requests in flight, which were cut and may never complete. */
  void forget() {
    channels = none();
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
    Set<HttpChannel> known = channels;
    Components components = components(request);
    // The cache of a channel lives as long as that, whatever request it carries.
    if (components.getCache().getAttribute(mark) != known) {
      if (!connectors.contains(request.getConnectionMetaData().getConnector())) {
        return request;
      }
      known.add(HttpChannel.from(request));
      components.getCache().setAttribute(mark, known);
    }
    if (draining) {
      follow(request);
    }
    return request;
  }

  /** The way there by the request takes a lock. */
  private static Components components(Request request) {
    return request.getConnectionMetaData() instanceof HttpConnection http1
            && http1.getHttpChannel() instanceof Components channel
        ? channel
        : request.getComponents();
  }

  private void follow(Request request) {
    ConnectionMetaData connection = request.getConnectionMetaData();
    try {
      request.addHttpStreamWrapper(
          stream -> isFollowed(stream) ? stream : new Followed(stream, connection));
    } catch (IllegalStateException endedMeanwhile) {
      return;
    }
  }

  private static boolean isFollowed(HttpStream stream) {
    HttpStream each = stream;
    while (each instanceof HttpStream.Wrapper wrapper && !(each instanceof Followed)) {
      each = wrapper.getWrapped();
    }
    return each instanceof Followed;
  }

  private static Set<HttpChannel> none() {
    return Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
  }

  /** A request that a drain has met. It may outlive that drain, and meet another. */
  private final class Followed extends HttpStream.Wrapper {
    private final ConnectionMetaData connection;

    Followed(HttpStream stream, ConnectionMetaData connection) {
      super(stream);
      this.connection = connection;
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
      // First, since nothing holds up the drain and its report any longer once this has succeeded.
      if (draining) {
        drained.finished.increment();
      }
      super.succeeded();
    }

    private boolean isKeptAlive() {
      return connection.isPersistent()
          && connection.getHttpVersion().getVersion() <= HttpVersion.HTTP_1_1.getVersion();
    }
  }
}

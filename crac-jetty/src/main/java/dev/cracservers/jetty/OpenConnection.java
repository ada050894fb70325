// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SelectableChannelEndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.jspecify.annotations.Nullable;

/**
 * A connection as it is now: the channel, the protocol spoken on it, and TLS between the two if
 * there is any. A look at it goes through all layers, because each may hold bytes that the next has
 * not seen. Immutable, of use for a moment.
 *
 * @param channel the lowest layer
 * @param tls the layer of TLS
 * @param endPoint what the protocol reads from and writes to
 * @param protocol the highest layer
 */
record OpenConnection(
    SelectableChannelEndPoint channel,
    @Nullable SslConnection tls,
    EndPoint endPoint,
    Connection protocol) {

  /** Only the text that Jetty prints of it says how much of a record is there. */
  private static final Pattern ENCRYPTED_INPUT = Pattern.compile(",eio=(-?\\d+)/");

  /** Returns what an endpoint of a connector carries; empty while that is being set up. */
  static Optional<OpenConnection> of(EndPoint lowest) {
    if (!(lowest instanceof SelectableChannelEndPoint channel)) {
      return Optional.empty();
    }
    Connection connection = channel.getConnection();
    if (connection instanceof SslConnection tls) {
      EndPoint inner = tls.getSslEndPoint();
      return Optional.ofNullable(inner.getConnection())
          .map(protocol -> new OpenConnection(channel, tls, inner, protocol));
    }
    return Optional.ofNullable(connection)
        .map(protocol -> new OpenConnection(channel, null, channel, protocol));
  }

  /** Returns whether all layers wait for the peer and no selector has noticed anything from it. */
  boolean awaitsPeer(Selectors selectors) {
    return endPoint.isFillInterested()
        && channel.isFillInterested()
        && selectors.awaitsData(channel.getChannel());
  }

  /** Returns whether nothing has come from the peer yet. */
  boolean isUnused() {
    return (tls == null ? protocol : tls).getBytesIn() == 0;
  }

  /** Returns whether TLS is in the middle of a handshake or of a record. */
  boolean isTlsUnderWay() {
    if (tls == null || tls.getBytesIn() == 0) {
      return false;
    }
    SSLEngine engine = tls.getSSLEngine();
    boolean handshake = engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING;
    return !engine.isOutboundDone() && (handshake || encryptedInput(tls) > 0);
  }

  /** Returns for how long no byte came or went, in milliseconds. */
  long idleMillis() {
    return channel.getIdleFor();
  }

  /**
   * Ends it as an idle timeout does: first only this direction, so that the peer sees an orderly
   * end, and when that is done, both. Whoever takes the fill interest excludes Jetty from reading,
   * so data that it notices at the last moment wins.
   *
   * @return whether this was the first step
   */
  boolean end() {
    boolean first = !endPoint.isOutputShutdown();
    boolean taken =
        channel.getFillInterest().onFail(new TimeoutException("closed when idle, for a drain"));
    return first && taken;
  }

  private static int encryptedInput(SslConnection tls) {
    String text = tls.toConnectionString();
    Matcher found = ENCRYPTED_INPUT.matcher(text);
    if (!found.find()) {
      throw new IllegalStateException(
          "this version of Jetty does not say what it holds of a TLS record: " + text);
    }
    return Integer.parseInt(found.group(1));
  }
}

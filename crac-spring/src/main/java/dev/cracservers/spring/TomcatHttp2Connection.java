// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.Deadline;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CompletionHandler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.apache.coyote.Request;
import org.apache.coyote.http2.Http2AsyncUpgradeHandler;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.apache.tomcat.util.net.SocketWrapperBase.BlockingMode;
import org.jspecify.annotations.Nullable;

/**
 * A connection of HTTP/2 that can be told to go. Paused, Tomcat says a GOAWAY that names no stream,
 * takes streams for a round trip more as it was measured before, and answers the first one after
 * that with a GOAWAY that names the last it took. Here it takes streams until the client has
 * answered a PING that was sent behind the first GOAWAY, so that none that was under way is
 * refused; and it closes, with the last GOAWAY, once all of them have ended.
 *
 * <p>Looked at by one thread; Tomcat reads on others, one at a time.
 */
final class TomcatHttp2Connection extends Http2AsyncUpgradeHandler {
  private static final byte[] PING = {0, 0, 8, 6, 0, 0, 0, 0, 0};
  private static final byte[] FAREWELL = "farewell".getBytes(StandardCharsets.US_ASCII);
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** How long Tomcat is to take streams for a round trip that lasts. */
  private enum RoundTrip {
    AS_MEASURED,
    ENDLESS,
    OVER
  }

  private final CountedAdapter requests;
  private volatile RoundTrip roundTrip = RoundTrip.AS_MEASURED;
  private volatile boolean told;
  private volatile @Nullable Deadline answer;

  TomcatHttp2Connection(
      Http2Protocol protocol,
      CountedAdapter requests,
      @Nullable Request upgraded,
      SocketWrapperBase<?> socket) {
    super(protocol, requests, upgraded, socket);
    this.requests = requests;
  }

  /**
   * Takes the next step to the end, when it is time for that.
   *
   * @param quiet how long nothing must have come before it closes: a client that is about to close,
   *     or has sent what belongs to no stream, would lose what it has not read
   */
  void leave(Duration quiet) {
    Deadline patience = answer;
    if (patience == null) {
      roundTrip = RoundTrip.ENDLESS;
      pause();
      // Tomcat cannot pause before it has read the preface.
      if (told) {
        answer = Deadline.after(PATIENCE);
        send(PING, FAREWELL);
      }
      return;
    }
    if (patience.isExpired()) {
      roundTrip = RoundTrip.OVER;
    }
    // In this order: a stream is open until its answer is being written.
    if (roundTrip == RoundTrip.OVER
        && activeRemoteStreamCount.get() == 0
        && requests.active() == 0
        && socketWrapper instanceof NioSocketWrapper nio
        && System.currentTimeMillis() - nio.getLastRead() >= quiet.toMillis()) {
      // To Tomcat, the time is up that a connection without streams is kept.
      timeoutAsync(-1);
    }
  }

  /** Returns how many streams are open without being on a thread. */
  int waiting() {
    return Math.max(0, activeRemoteStreamCount.get() - requests.active());
  }

  @Override
  protected void writeGoAwayFrame(int lastStream, long error, byte @Nullable [] text)
      throws IOException {
    told = true;
    super.writeGoAwayFrame(lastStream, error, text);
  }

  @Override
  public void pingReceive(byte[] payload, boolean ack) throws IOException {
    if (ack && Arrays.equals(payload, FAREWELL)) {
      // All that the client had sent before it heard of the end has been read by now.
      roundTrip = RoundTrip.OVER;
    } else {
      super.pingReceive(payload, ack);
    }
  }

  @Override
  protected AsyncPingManager getPingManager() {
    return new AsyncPingManager() {
      @Override
      public long getRoundTripTimeNano() {
        // Times are added to it.
        return switch (roundTrip) {
          case AS_MEASURED -> super.getRoundTripTimeNano();
          case ENDLESS -> Long.MAX_VALUE / 2;
          case OVER -> Long.MIN_VALUE / 2;
        };
      }
    };
  }

  private void send(byte[] head, byte[] payload) {
    socketWrapper.write(
        BlockingMode.SEMI_BLOCK,
        protocol.getWriteTimeout(),
        TimeUnit.MILLISECONDS,
        null,
        SocketWrapperBase.COMPLETE_WRITE,
        new Unheard(),
        ByteBuffer.wrap(head),
        ByteBuffer.wrap(payload));
  }

  /** A client that cannot be reached does not answer. */
  private static final class Unheard implements CompletionHandler<Long, @Nullable Void> {
    @Override
    public void completed(Long written, @Nullable Void nothing) {}

    @Override
    public void failed(Throwable failure, @Nullable Void nothing) {}
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.ssl.SslContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client that answers pings when it likes, and notes down what comes. */
// A write that fails shows in what does not come back.
@SuppressWarnings("FutureReturnValueIgnored")
final class Http2Client implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 20;

  private final EventLoopGroup loop = NettyFixture.Transport.NIO.group(1);
  private final BlockingQueue<Integer> goAways = new LinkedBlockingQueue<>();
  private final BlockingQueue<Long> pings = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> bodies = new LinkedBlockingQueue<>();
  private final Http2ConnectionHandler http;
  private final Channel channel;

  Http2Client(int port) throws Exception {
    this(port, null);
  }

  /**
   * @param tls null for none
   */
  Http2Client(int port, @Nullable SslContext tls) throws Exception {
    http = Http2FrameCodecBuilder.forClient().autoAckPingFrame(false).build();
    http.decoder().frameListener(new Frames());
    channel =
        new Bootstrap()
            .group(loop)
            .channel(NioSocketChannel.class)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel made) {
                    if (tls != null) {
                      made.pipeline().addLast(tls.newHandler(made.alloc(), "localhost", port));
                    }
                    made.pipeline().addLast(http);
                  }
                })
            .connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .sync()
            .channel();
  }

  /** Opens a stream with a GET and returns its id. */
  int send(String path) throws Exception {
    return onLoop(
        () -> {
          int stream = http.connection().local().incrementAndGetNextStreamId();
          http.encoder()
              .writeHeaders(
                  context(),
                  stream,
                  new DefaultHttp2Headers()
                      .method("GET")
                      .scheme("http")
                      .authority("localhost")
                      .path(path),
                  0,
                  true,
                  channel.voidPromise());
          channel.flush();
          return stream;
        });
  }

  /** Waits for the whole answer of one stream and returns its body. */
  @Nullable String receive() throws InterruptedException {
    return bodies.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** Waits for a GOAWAY and returns the last stream that it names. */
  @Nullable Integer goAway() throws InterruptedException {
    return goAways.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  boolean hasMoreGoAways() {
    return !goAways.isEmpty();
  }

  /** Waits for a ping and answers it. */
  void answerPing() throws Exception {
    Long data = pings.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (data == null) {
      throw new AssertionError("no ping came within " + PATIENCE_SECONDS + " s");
    }
    onLoop(
        () -> {
          http.encoder().writePing(context(), true, data, channel.voidPromise());
          channel.flush();
          return data;
        });
  }

  boolean isAtEnd() throws InterruptedException {
    return channel.closeFuture().await(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    channel.close().syncUninterruptibly();
    loop.shutdownGracefully(0, PATIENCE_SECONDS, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private ChannelHandlerContext context() {
    return channel.pipeline().context(http);
  }

  private <T> T onLoop(Callable<T> action) throws Exception {
    return channel.eventLoop().submit(action).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private final class Frames extends Http2FrameAdapter {
    @Override
    public int onDataRead(
        ChannelHandlerContext context, int stream, ByteBuf data, int padding, boolean end) {
      bodies.add(data.toString(StandardCharsets.UTF_8));
      return data.readableBytes() + padding;
    }

    @Override
    public void onPingRead(ChannelHandlerContext context, long data) {
      pings.add(data);
    }

    @Override
    public void onGoAwayRead(
        ChannelHandlerContext context, int lastStream, long error, ByteBuf debug) {
      goAways.add(lastStream);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cracservers.core.CheckpointException;
import dev.cracservers.core.CheckpointReport;
import dev.cracservers.core.CheckpointSettings;
import dev.cracservers.core.CheckpointSettings.OnDrainTimeout;
import dev.cracservers.core.Phase;
import dev.cracservers.testkit.Gate;
import dev.cracservers.testkit.Rehearsal;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NettyServerResourceTest {
  private static final CheckpointSettings FORCE =
      CheckpointSettings.defaults()
          .withDeadline(Phase.DRAIN, Duration.ofMillis(200))
          .withDeadline(Phase.CLOSE, Duration.ofMillis(500))
          .withDeadline(Phase.REBIND, Duration.ofMillis(500))
          .withOnDrainTimeout(OnDrainTimeout.FORCE);

  @Test
  void aBootstrapWithOtherEventLoopsIsRefused() throws Exception {
    EventLoopGroup others = NettyFixture.Transport.NIO.group(1);
    NettyServerResource server = server((acceptors, workers) -> nio().group(others));
    try {
      assertThatIllegalArgumentException()
          .isThrownBy(server::start)
          .withMessageContaining("netty.http: the bootstrap must use the event loops");
    } finally {
      server.stop();
      others.shutdownGracefully().sync();
    }
  }

  @Test
  void aBootstrapWithoutAChildHandlerIsRefused() throws Exception {
    NettyServerResource server =
        server(
            (acceptors, workers) ->
                new ServerBootstrap().group(acceptors).channel(NioServerSocketChannel.class));
    try {
      assertThatIllegalArgumentException()
          .isThrownBy(server::start)
          .withMessageContaining("netty.http: the bootstrap has no child handler");
    } finally {
      server.stop();
    }
  }

  @Test
  void aConnectionWithAnotherProtocolIsLoadUntilItIsCut() throws Exception {
    CountDownLatch read = new CountDownLatch(1);
    NettyServerResource server = server(child(read::countDown));
    server.start();
    try (Socket client = connect(server);
        Rehearsal rehearsal = Rehearsal.of(server, FORCE)) {
      client.getOutputStream().write('x');
      read.await();

      CheckpointReport report = rehearsal.checkpoint();

      assertThat(report.count("left")).as("%s", report).isEqualTo(1);
      assertThat(report.count("cut")).as("%s", report).isEqualTo(1);
      connect(server).close();
    } finally {
      server.stop();
    }
  }

  @Test
  void aConnectionWithAnotherProtocolEndsByTheGoodbyeOfTheApplication() throws Exception {
    NettyServerResource server =
        builder(child(() -> {}))
            .goodbye(
                channel ->
                    channel
                        .writeAndFlush(Unpooled.copiedBuffer("bye", StandardCharsets.US_ASCII))
                        .addListener(ChannelFutureListener.CLOSE))
            .build();
    server.start();
    try (Socket client = connect(server);
        Rehearsal rehearsal = Rehearsal.of(server, CheckpointSettings.defaults())) {
      CheckpointReport report = rehearsal.checkpoint();

      assertThat(report.count("cut")).as("%s", report).isZero();
      assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("bye");
    } finally {
      server.stop();
    }
  }

  @Test
  void aGoodbyeThatFailsFailsTheDrain() throws Exception {
    NettyServerResource server =
        builder(child(() -> {}))
            .goodbye(
                channel -> {
                  throw new IllegalStateException("no words");
                })
            .build();
    server.start();
    try (Socket client = connect(server);
        Rehearsal rehearsal = Rehearsal.of(server, FORCE)) {
      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(rehearsal::checkpoint)
          .withMessageContaining("no words");
      assertThat(client.isConnected()).isTrue();
      connect(server).close();
    } finally {
      server.stop();
    }
  }

  @Test
  void theProcessThatHasThePortIsNamed() throws Exception {
    NettyServerResource server = server(child(() -> {}));
    server.start();
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Rehearsal rehearsal = Rehearsal.of(server, FORCE)) {
      rehearsal.image().withSetting("netty.http.port", Integer.toString(taken.getLocalPort()));
      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(rehearsal::checkpoint)
          .withMessageContaining("could not bind 127.0.0.1:" + taken.getLocalPort())
          .withMessageContaining("Process " + ProcessHandle.current().pid() + " has it")
          .withMessageContaining("--set netty.http.port=PORT");
    } finally {
      server.stop();
    }
  }

  @Test
  void anEventLoopThatAHandlerBlocksIsNamed() throws Exception {
    CountDownLatch blocked = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    NettyServerResource server =
        server(
            child(
                () -> {
                  blocked.countDown();
                  released.await();
                }));
    server.start();
    try (Socket client = connect(server);
        Rehearsal rehearsal = Rehearsal.of(server, FORCE)) {
      client.getOutputStream().write('x');
      blocked.await();

      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(rehearsal::checkpoint)
          .withMessageContaining("netty.http: event loop multiThreadIoEventLoopGroup-")
          .withMessageContaining("did not come round within")
          .withMessageContaining("it is in ");
    } finally {
      released.countDown();
      server.stop();
    }
  }

  @Test
  void aServerThatWasNotStartedStaysStopped() throws Exception {
    NettyServerResource server = server(child(() -> {}));
    try (Rehearsal rehearsal = Rehearsal.of(server, CheckpointSettings.defaults())) {
      rehearsal.checkpoint();
      assertThat(server.address().getPort()).isZero();

      server.start();
      rehearsal.checkpoint();
      connect(server).close();

      server.stop();
      rehearsal.checkpoint();
      assertThatExceptionOfType(IOException.class).isThrownBy(() -> connect(server));
    } finally {
      server.stop();
    }
  }

  @Test
  void aPortThatIsNoneIsAClearError() throws Exception {
    NettyServerResource server = server(child(() -> {}));
    server.start();
    try (Rehearsal rehearsal = Rehearsal.of(server, CheckpointSettings.defaults())) {
      rehearsal.image().withSetting("netty.http.port", "80x");
      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(rehearsal::checkpoint)
          .withMessageContaining("netty.http.port must be a port from 0 to 65535, but is '80x'");
    } finally {
      server.stop();
    }
  }

  @Test
  void aRestoreMovesItToAnotherHost() throws Exception {
    NettyServerResource server = server(child(() -> {}));
    server.start();
    int port = server.address().getPort();
    try (Rehearsal rehearsal = Rehearsal.of(server, CheckpointSettings.defaults())) {
      rehearsal.image().withSetting("netty.http.host", " ");
      rehearsal.checkpoint();
      assertThat(server.address().getAddress().isAnyLocalAddress()).isTrue();
      assertThat(server.address().getPort()).isEqualTo(port);

      rehearsal.image().withSetting("netty.http.host", "127.0.0.2");
      rehearsal.checkpoint();
      assertThat(server.address().getAddress().getHostAddress()).isEqualTo("127.0.0.2");
    } finally {
      server.stop();
    }
  }

  @Test
  void ioUringLoopsCannotBeKeptAndNativeEpollLoopsNotOnACracJdk() {
    String epoll = "io.netty.channel.epoll.EpollServerSocketChannel";
    String uring = "io.netty.channel.uring.IoUringServerSocketChannel";
    assertThat(Transport.cannotBeKept(uring, false)).isPresent();
    assertThat(Transport.cannotBeKept(epoll, true)).isPresent();
    assertThat(Transport.cannotBeKept(epoll, false)).isEmpty();
    assertThat(Transport.cannotBeKept(NioServerSocketChannel.class.getName(), true)).isEmpty();
  }

  private interface OnRead {
    void run() throws InterruptedException;
  }

  private static NettyServerResource.BootstrapFactory child(OnRead onRead) {
    return (acceptors, workers) ->
        nio()
            .group(acceptors, workers)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channel.pipeline().addLast(new Reader(onRead));
                  }
                });
  }

  private static final class Reader extends ChannelInboundHandlerAdapter {
    private final OnRead onRead;

    Reader(OnRead onRead) {
      this.onRead = onRead;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message)
        throws InterruptedException {
      onRead.run();
    }
  }

  private static ServerBootstrap nio() {
    return new ServerBootstrap()
        .channel(NioServerSocketChannel.class)
        .childHandler(new ChannelInboundHandlerAdapter());
  }

  private static NettyServerResource server(NettyServerResource.BootstrapFactory factory) {
    return builder(factory).build();
  }

  private static NettyServerResource.Builder builder(NettyServerResource.BootstrapFactory factory) {
    return NettyFixture.builder(new Gate(), NettyFixture.Transport.NIO)
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .eventLoops(() -> NettyFixture.Transport.NIO.group(1))
        .bootstrap(factory);
  }

  private static Socket connect(NettyServerResource server) throws IOException {
    return new Socket(server.address().getAddress(), server.address().getPort());
  }
}

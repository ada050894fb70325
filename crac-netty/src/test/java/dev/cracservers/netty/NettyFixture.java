// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import dev.cracservers.core.CheckpointResource;
import dev.cracservers.testkit.ConnectorFixture;
import dev.cracservers.testkit.Descriptor;
import dev.cracservers.testkit.Gate;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A Netty server on an ephemeral port that answers as the contracts want it, and echoes bodies. */
final class NettyFixture implements ConnectorFixture {

  /** What the server runs on. */
  enum Transport {
    NIO(NioServerSocketChannel.class) {
      @Override
      IoHandlerFactory handlers() {
        return NioIoHandler.newFactory();
      }
    },
    EPOLL(EpollServerSocketChannel.class) {
      @Override
      IoHandlerFactory handlers() {
        return EpollIoHandler.newFactory();
      }
    },
    IO_URING(IoUringServerSocketChannel.class) {
      @Override
      IoHandlerFactory handlers() {
        return IoUringIoHandler.newFactory();
      }
    };

    private final Class<? extends ServerChannel> channel;

    Transport(Class<? extends ServerChannel> channel) {
      this.channel = channel;
    }

    abstract IoHandlerFactory handlers();

    EventLoopGroup group(int loops) {
      return new MultiThreadIoEventLoopGroup(loops, handlers());
    }
  }

  private final NettyServerResource resource;
  private final List<EventLoopGroup> shared;

  private NettyFixture(NettyServerResource resource, List<EventLoopGroup> shared) throws Exception {
    this.resource = resource;
    this.shared = shared;
    resource.start();
  }

  /** A server whose event loops end in CLOSE. */
  static NettyFixture rebuilding(Gate gate, Transport transport) throws Exception {
    return new NettyFixture(
        builder(gate, transport)
            .eventLoops(() -> transport.group(1), () -> transport.group(2))
            .build(),
        List.of());
  }

  /** A server that speaks what its pipeline does. */
  static NettyFixture speaking(ChannelHandler child) throws Exception {
    return new NettyFixture(
        builder(Transport.NIO, child)
            .eventLoops(() -> Transport.NIO.group(1), () -> Transport.NIO.group(2))
            .build(),
        List.of());
  }

  /** A server whose event loops run on. */
  static NettyFixture sharing(Gate gate, Transport transport) throws Exception {
    EventLoopGroup acceptors = transport.group(1);
    EventLoopGroup workers = transport.group(2);
    return new NettyFixture(
        builder(gate, transport).sharedEventLoops(acceptors, workers).build(),
        List.of(acceptors, workers));
  }

  static NettyServerResource.Builder builder(Gate gate, Transport transport) {
    return builder(transport, Pipelines.http1(gate));
  }

  static NettyServerResource.Builder builder(Transport transport, ChannelHandler child) {
    return NettyServerResource.builder("netty.http")
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .bootstrap(
            (acceptors, workers) ->
                new ServerBootstrap()
                    .group(acceptors, workers)
                    .channel(transport.channel)
                    .childHandler(child));
  }

  @Override
  public int port() {
    return resource.address().getPort();
  }

  @Override
  public Optional<String> portSetting() {
    return Optional.of("netty.http.port");
  }

  @Override
  public CheckpointResource resource() {
    return resource;
  }

  NettyServerResource server() {
    return resource;
  }

  /** Loops that run on keep what they wait with. */
  @Override
  public boolean isForeign(Descriptor descriptor) {
    return !shared.isEmpty() && descriptor.target().startsWith("anon_inode:");
  }

  @Override
  public void stop() throws Exception {
    resource.stop();
    for (EventLoopGroup group : shared) {
      group.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
    }
  }
}

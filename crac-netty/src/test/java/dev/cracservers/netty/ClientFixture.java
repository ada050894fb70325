// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.core.CheckpointResource;
import dev.cracservers.testkit.Descriptor;
import dev.cracservers.testkit.ResourceFixture;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.pool.AbstractChannelPoolHandler;
import io.netty.channel.pool.SimpleChannelPool;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A client with a pool and a DNS resolver, and a peer that accepts all. */
final class ClientFixture implements ResourceFixture {
  private static final long PATIENCE_SECONDS = 20;

  private final ServerSocket peer = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final List<Socket> accepted = new CopyOnWriteArrayList<>();
  private final List<EventLoopGroup> shared;
  private final NettyClientResource<PooledClient> resource;

  private ClientFixture(List<EventLoopGroup> shared) throws Exception {
    this.shared = shared;
    resource =
        shared.isEmpty()
            ? NettyClientResource.of(
                "client",
                () -> NettyFixture.Transport.NIO.group(2),
                this::create,
                PooledClient::close)
            : NettyClientResource.sharing(
                "client", shared.get(0), this::create, PooledClient::close);
    Thread acceptor = new Thread(this::acceptAll, "peer");
    acceptor.start();
    resource.start();
  }

  /** A client whose event loops end in CLOSE. */
  static ClientFixture rebuilding() throws Exception {
    return new ClientFixture(List.of());
  }

  /** A client whose event loop runs on. */
  static ClientFixture sharing() throws Exception {
    return new ClientFixture(List.of(NettyFixture.Transport.NIO.group(1)));
  }

  /** Takes a connection from the pool. */
  Channel connect() throws Exception {
    Channel channel = resource.client().pool().acquire().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(channel.remoteAddress()).isEqualTo(peer.getLocalSocketAddress());
    return channel;
  }

  @Override
  public CheckpointResource resource() {
    return resource;
  }

  @Override
  public void use() throws Exception {
    resource.client().pool().release(connect()).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** The peer is another process in earnest; and loops that run on keep what they wait with. */
  @Override
  public boolean isForeign(Descriptor descriptor) {
    return descriptor.localPort() == peer.getLocalPort()
        || (!shared.isEmpty() && descriptor.target().startsWith("anon_inode:"));
  }

  @Override
  public void stop() throws Exception {
    resource.stop();
    peer.close();
    for (Socket socket : accepted) {
      socket.close();
    }
    for (EventLoopGroup group : shared) {
      group.shutdownGracefully(0, PATIENCE_SECONDS, TimeUnit.SECONDS).sync();
    }
  }

  private void acceptAll() {
    try {
      while (!peer.isClosed()) {
        accepted.add(peer.accept());
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private PooledClient create(EventLoopGroup loops, Consumer<Channel> opened) {
    DnsAddressResolverGroup resolver =
        new DnsAddressResolverGroup(
            new DnsNameResolverBuilder().datagramChannelType(NioDatagramChannel.class));
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loops)
            .channel(NioSocketChannel.class)
            .resolver(resolver)
            .remoteAddress(InetSocketAddress.createUnresolved("localhost", peer.getLocalPort()));
    return new PooledClient(
        resolver,
        new SimpleChannelPool(
            bootstrap,
            new AbstractChannelPoolHandler() {
              @Override
              public void channelCreated(Channel channel) {
                opened.accept(channel);
              }
            }));
  }

  private record PooledClient(DnsAddressResolverGroup resolver, SimpleChannelPool pool) {
    void close() {
      pool.close();
      resolver.close();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.nettyserver;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.netty.NettyServerResource;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;

/**
 * A server that can be checkpointed. The setting {@code netty.http.port} is looked up at the start
 * and again at each restore.
 */
public final class ChimeServer {
  private final CheckpointCoordinator coordinator = CheckpointCoordinator.create();
  private final NettyServerResource server;

  /** Starts the server. */
  public ChimeServer() throws Exception {
    int port = Integer.parseInt(coordinator.setting("netty.http.port").orElse("8080"));
    server =
        NettyServerResource.builder("netty.http")
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .eventLoops(() -> new MultiThreadIoEventLoopGroup(NioIoHandler.newFactory()))
            .bootstrap(
                (acceptors, workers) ->
                    new ServerBootstrap()
                        .group(acceptors, workers)
                        .channel(NioServerSocketChannel.class)
                        .childHandler(new ChimePipeline(() -> new Chimes(coordinator))))
            .build();
    coordinator.register(server);
    server.start();
    coordinator.applicationStarted();
  }

  /** Stops the server. */
  public void stop() throws Exception {
    server.stop();
    coordinator.close();
  }

  /** Starts the server and serves until the process is ended. */
  public static void main(String[] arguments) throws Exception {
    ChimeServer unused = new ChimeServer();
    new CountDownLatch(1).await();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.netty.NettyFixture.Transport;
import dev.cracservers.testkit.Gate;
import io.netty.channel.EventLoopGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;

/** A server of its own for real images: {@code QuickServer PORT TRANSPORT rebuilt|shared}. */
final class QuickServer {
  private QuickServer() {}

  public static void main(String[] arguments) throws Exception {
    Transport transport = Transport.valueOf(arguments[1]);
    CheckpointCoordinator coordinator = CheckpointCoordinator.create();
    NettyServerResource.Builder builder =
        NettyFixture.builder(new Gate(), transport)
            .bind(
                new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])));
    if (arguments[2].equals("shared")) {
      EventLoopGroup acceptors = transport.group(1);
      EventLoopGroup workers = transport.group(2);
      builder.sharedEventLoops(acceptors, workers);
    } else {
      builder.eventLoops(() -> transport.group(1), () -> transport.group(2));
    }
    NettyServerResource server = builder.build();
    coordinator.register(server);
    server.start();
    coordinator.applicationStarted();
    new CountDownLatch(1).await();
  }
}

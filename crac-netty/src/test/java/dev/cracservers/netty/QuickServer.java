// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.netty.NettyFixture.Transport;
import dev.cracservers.testkit.Gate;
import dev.cracservers.testkit.SelfSignedKey;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslProvider;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/**
 * A server of its own for real images: {@code QuickServer PORT TRANSPORT rebuilt|shared [KEYS
 * PROVIDER]}, the last two for TLS; {@code REACTOR} is a transport here.
 */
final class QuickServer {
  private QuickServer() {}

  public static void main(String[] arguments) throws Exception {
    if (arguments[1].equals("REACTOR")) {
      ReactorQuickServer.start(Integer.parseInt(arguments[0]));
      new CountDownLatch(1).await();
    }
    Transport transport = Transport.valueOf(arguments[1]);
    CheckpointCoordinator coordinator = CheckpointCoordinator.create();
    Gate gate = new Gate();
    ChannelHandler pipeline = Pipelines.cleartext(gate);
    if (arguments.length > 3) {
      TestKeys keys = new TestKeys(new SelfSignedKey(Path.of(arguments[3])));
      SslProvider provider = SslProvider.valueOf(arguments[4]);
      NettyTlsResource tls = NettyTlsResource.of("tls", () -> keys.serverContext(provider));
      coordinator.register(tls);
      pipeline = Pipelines.tls(gate, tls);
    }
    NettyServerResource.Builder builder =
        NettyFixture.builder(transport, pipeline)
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
    coordinator.register(new OpeningGate(gate));
    server.start();
    coordinator.applicationStarted();
    new CountDownLatch(1).await();
  }
}

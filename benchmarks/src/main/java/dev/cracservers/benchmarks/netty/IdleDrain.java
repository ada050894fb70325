// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.benchmarks.netty;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.netty.NettyServerResource;
import dev.cracservers.testkit.SimulatedCheckpoint;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Takes a simulated checkpoint of a server with many idle keep-alive connections and prints the
 * report.
 *
 * <p>Arguments: the number of connections, 10000 if missing; as many descriptors have to be
 * allowed.
 */
public final class IdleDrain {
  private IdleDrain() {}

  /** Runs three cycles. */
  @SuppressWarnings("try") // They are open while the checkpoint is taken, and that is all.
  public static void main(String[] arguments) throws Exception {
    int count = arguments.length == 0 ? 10_000 : Integer.parseInt(arguments[0]);
    System.setProperty("org.crac.Core.Compat", "dev.cracservers.testkit.simulated");
    NettyServerResource server =
        NettyServerResource.builder("benchmark")
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .eventLoops(
                () -> new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory()),
                () -> new MultiThreadIoEventLoopGroup(NioIoHandler.newFactory()))
            .bootstrap(PlainServer::bootstrap)
            .build();
    server.start();
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        CheckpointCoordinator coordinator = CheckpointCoordinator.create()) {
      coordinator.register(server);
      coordinator.applicationStarted();
      for (int cycle = 0; cycle < 3; cycle++) {
        try (IdleClients idle = IdleClients.connect(server.address().getPort(), count)) {
          System.out.println(coordinator.checkpoint());
        }
      }
    } finally {
      server.stop();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.benchmarks.netty;

import dev.cracservers.netty.NettyServerResource;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A small server for {@code Throughput}: {@code plain}, or with the {@code adapter}. */
public final class NettyUnderLoad {
  private NettyUnderLoad() {}

  /** Prints the port; ends the JVM at the end of the standard input. */
  public static void main(String[] arguments) throws Exception {
    EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    if (arguments[0].equals("adapter")) {
      NettyServerResource resource =
          NettyServerResource.builder("benchmark")
              .bind(address)
              .sharedEventLoops(loop, loop)
              .bootstrap(PlainServer::bootstrap)
              .build();
      resource.start();
      System.out.println(resource.address().getPort());
    } else {
      InetSocketAddress bound =
          (InetSocketAddress)
              PlainServer.bootstrap(loop, loop).bind(address).sync().channel().localAddress();
      System.out.println(bound.getPort());
    }
    System.in.transferTo(OutputStream.nullOutputStream());
    System.exit(0);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.benchmarks.netty;

import dev.cracservers.netty.NettyServerResource;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Asks a server with and one without the adapter in turn, over one connection each, and prints how
 * their throughput and the processor time of their event loops compare. Short rounds that take
 * turns see the same load of the machine.
 *
 * <p>Arguments: the number of pairs of rounds, 200 if missing.
 */
public final class HandlersCost {
  private static final int REQUESTS = 5000;
  private static final int WARM_UP = 20;

  private HandlersCost() {}

  private record Round(long wallNanos, long processorNanos) {}

  /** Runs the comparison. */
  public static void main(String[] arguments) throws Exception {
    int pairs = arguments.length == 0 ? 200 : Integer.parseInt(arguments[0]);
    EventLoopGroup plainLoop = loop();
    EventLoopGroup trackedLoop = loop();
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    Channel plain = PlainServer.bootstrap(plainLoop, plainLoop).bind(anyPort).sync().channel();
    NettyServerResource tracked =
        NettyServerResource.builder("benchmark")
            .bind(anyPort)
            .sharedEventLoops(trackedLoop, trackedLoop)
            .bootstrap(PlainServer::bootstrap)
            .build();
    tracked.start();
    try (Socket without = connect((InetSocketAddress) plain.localAddress());
        Socket with = connect(tracked.address())) {
      double[] throughput = new double[pairs];
      double[] processor = new double[pairs];
      for (int pair = -WARM_UP; pair < pairs; pair++) {
        // Each of them comes first in every other pair.
        boolean turned = pair % 2 == 0;
        Round first = turned ? round(with, trackedLoop) : round(without, plainLoop);
        Round second = turned ? round(without, plainLoop) : round(with, trackedLoop);
        Round one = turned ? second : first;
        Round two = turned ? first : second;
        if (pair >= 0) {
          throughput[pair] = (double) one.wallNanos() / two.wallNanos();
          processor[pair] = (double) two.processorNanos() / one.processorNanos();
        }
      }
      System.out.printf(
          "%d pairs of %d requests; throughput with the adapter: median %.4f of without;"
              + " processor time of the event loop: median %.4f%n",
          pairs, REQUESTS, median(throughput), median(processor));
    } finally {
      tracked.stop();
      plainLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
      trackedLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
  }

  private static EventLoopGroup loop() {
    return new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  }

  private static Socket connect(InetSocketAddress address) throws IOException {
    Socket socket = new Socket(address.getAddress(), address.getPort());
    socket.setTcpNoDelay(true);
    return socket;
  }

  private static Round round(Socket socket, EventLoopGroup loop) throws Exception {
    byte[] request = PlainServer.REQUEST.getBytes(StandardCharsets.US_ASCII);
    DataInputStream in = new DataInputStream(socket.getInputStream());
    byte[] answer = firstAnswer(socket, in, request);
    long processor = processorTime(loop);
    long start = System.nanoTime();
    for (int sent = 0; sent < REQUESTS; sent++) {
      socket.getOutputStream().write(request);
      in.readFully(answer);
    }
    return new Round(System.nanoTime() - start, processorTime(loop) - processor);
  }

  /** All answers have the length of the first one. */
  private static byte[] firstAnswer(Socket socket, DataInputStream in, byte[] request)
      throws IOException {
    socket.getOutputStream().write(request);
    StringBuilder answer = new StringBuilder();
    while (answer.indexOf("world\n") < 0) {
      answer.append((char) in.readByte());
    }
    return new byte[answer.length()];
  }

  private static long processorTime(EventLoopGroup loop) throws Exception {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    return loop.next().submit(threads::getCurrentThreadCpuTime).get();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }
}

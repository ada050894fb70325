// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.core.CheckpointResource;
import dev.cracservers.testkit.ResourceFixture;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Sends back what comes by UDP. */
final class DatagramEcho implements ResourceFixture {
  private static final int PATIENCE_MILLIS = 20_000;

  private final NettyDatagramResource resource =
      NettyDatagramResource.of(
          "udp",
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
          () -> NettyFixture.Transport.NIO.group(1),
          loops ->
              new Bootstrap().group(loops).channel(NioDatagramChannel.class).handler(new Answer()));

  DatagramEcho() throws Exception {
    resource.start();
  }

  DatagramSocket client() throws IOException {
    DatagramSocket client = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    client.setSoTimeout(PATIENCE_MILLIS);
    return client;
  }

  void send(DatagramSocket client) throws IOException {
    byte[] ping = "ping".getBytes(StandardCharsets.US_ASCII);
    client.send(new java.net.DatagramPacket(ping, ping.length, resource.address()));
  }

  String receive(DatagramSocket client) throws IOException {
    java.net.DatagramPacket answer = new java.net.DatagramPacket(new byte[16], 16);
    client.receive(answer);
    return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.US_ASCII);
  }

  @Override
  public CheckpointResource resource() {
    return resource;
  }

  @Override
  public void use() throws IOException {
    try (DatagramSocket client = client()) {
      send(client);
      assertThat(receive(client)).isEqualTo("ping");
    }
  }

  @Override
  public void stop() throws Exception {
    resource.stop();
  }

  @Sharable
  private static final class Answer extends SimpleChannelInboundHandler<DatagramPacket> {
    @Override
    @SuppressWarnings("FutureReturnValueIgnored")
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
      context.writeAndFlush(new DatagramPacket(packet.content().retain(), packet.sender()));
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.grpc;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.testkit.Gate;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;

/** A server of its own for real images, which asks a second one: {@code GrpcQuickServer PORT}. */
final class GrpcQuickServer {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private GrpcQuickServer() {}

  public static void main(String[] arguments) throws Exception {
    GrpcServerResource behind =
        GrpcServerResource.of(
            "behind", new InetSocketAddress(LOOPBACK, 0), GrpcFixture.builders(new Gate()));
    behind.start();
    GrpcChannelResource client =
        GrpcChannelResource.of(
            "client",
            () ->
                NettyChannelBuilder.forAddress("localhost", behind.address().getPort())
                    .usePlaintext());
    GrpcServerResource front =
        GrpcServerResource.of(
            "front",
            new InetSocketAddress(LOOPBACK, Integer.parseInt(arguments[0])),
            address -> NettyServerBuilder.forAddress(address).addService(asking(client)));
    CheckpointCoordinator coordinator = CheckpointCoordinator.create();
    coordinator.register(client);
    coordinator.register(front);
    coordinator.register(behind);
    front.start();
    coordinator.applicationStarted();
    new CountDownLatch(1).await();
  }

  private static ServerServiceDefinition asking(GrpcChannelResource client) {
    return ServerServiceDefinition.builder("texts")
        .addMethod(
            Texts.QUICK, ServerCalls.asyncUnaryCall((in, out) -> ask(client, Texts.QUICK, out)))
        .addMethod(
            Texts.SLOW, ServerCalls.asyncUnaryCall((in, out) -> ask(client, Texts.SLOW, out)))
        .build();
  }

  private static void ask(
      GrpcChannelResource client,
      MethodDescriptor<String, String> method,
      StreamObserver<String> out) {
    ClientCalls.asyncUnaryCall(client.channel().newCall(method, CallOptions.DEFAULT), "", out);
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.grpc;

import dev.cracservers.core.CheckpointResource;
import dev.cracservers.testkit.ClientConnection;
import dev.cracservers.testkit.ConnectorFixture;
import dev.cracservers.testkit.Descriptor;
import dev.cracservers.testkit.Gate;
import io.grpc.ServerBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Function;

/** A gRPC server on an ephemeral port, on the event loops that gRPC shares between all. */
final class GrpcFixture implements ConnectorFixture {
  private final GrpcServerResource resource;

  GrpcFixture(Gate gate) throws Exception {
    resource =
        GrpcServerResource.of(
            "grpc", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), builders(gate));
    resource.start();
  }

  static Function<InetSocketAddress, ServerBuilder<?>> builders(Gate gate) {
    return address -> NettyServerBuilder.forAddress(address).addService(Texts.service(gate));
  }

  @Override
  public int port() {
    return resource.address().getPort();
  }

  @Override
  public Optional<String> portSetting() {
    return Optional.of("grpc.port");
  }

  @Override
  public ClientConnection open() throws IOException {
    return new GrpcConnection(port());
  }

  @Override
  public CheckpointResource resource() {
    return resource;
  }

  /** Loops that run on keep what they wait with, and are the client's too. */
  @Override
  public boolean isForeign(Descriptor descriptor) {
    return descriptor.target().startsWith("anon_inode:");
  }

  @Override
  public void stop() throws Exception {
    resource.stop();
  }
}

// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.RestoreContext;
import dev.cracservers.testkit.Descriptor;
import dev.cracservers.testkit.Gate;
import dev.cracservers.testkit.ResourceFixture;
import io.grpc.CallOptions;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** A server, and a client of it in the same process. */
final class GrpcPair implements ResourceFixture, CheckpointResource {
  private final GrpcFixture server = new GrpcFixture(new Gate());
  private final GrpcChannelResource client =
      GrpcChannelResource.of(
          "client",
          () -> NettyChannelBuilder.forAddress("localhost", server.port()).usePlaintext());

  GrpcPair() throws Exception {}

  GrpcChannelResource client() {
    return client;
  }

  @Override
  public CheckpointResource resource() {
    return this;
  }

  @Override
  public void use() {
    CallOptions soon = CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS);
    assertThat(ClientCalls.blockingUnaryCall(client.channel(), Texts.QUICK, soon, ""))
        .isEqualTo("quick");
  }

  @Override
  public boolean isForeign(Descriptor descriptor) {
    return server.isForeign(descriptor);
  }

  @Override
  public void stop() throws Exception {
    client.stop();
    server.stop();
  }

  @Override
  public String name() {
    return "grpc";
  }

  @Override
  public CompletionStage<?> drain(Deadline deadline) throws Exception {
    return server.resource().drain(deadline);
  }

  @Override
  public void close(Deadline deadline) throws Exception {
    client.close(deadline);
    server.resource().close(deadline);
  }

  @Override
  public void reopen(RestoreContext context) {
    client.reopen(context);
  }

  @Override
  public void rebind(RestoreContext context) throws Exception {
    server.resource().rebind(context);
  }
}

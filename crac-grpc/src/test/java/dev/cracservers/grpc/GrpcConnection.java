// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.grpc;

import dev.cracservers.testkit.ClientConnection;
import dev.cracservers.testkit.DescriptorLedger;
import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.ClientTransportFilter;
import io.grpc.ConnectivityState;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A connection of a gRPC client; what contracts ask by GET are unary calls. */
final class GrpcConnection implements ClientConnection {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final CompletableFuture<InetSocketAddress> local = new CompletableFuture<>();
  private final ManagedChannel channel;
  private final DescriptorLedger ownDescriptors;
  private @Nullable Future<String> answer;

  GrpcConnection(int port) throws IOException {
    // A channel tries again and again, where the contracts want to be refused.
    new Socket(InetAddress.getLoopbackAddress(), port).close();
    channel =
        NettyChannelBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .usePlaintext()
            .disableRetry()
            .addTransportFilter(
                new ClientTransportFilter() {
                  @Override
                  public Attributes transportReady(Attributes attributes) {
                    local.complete(
                        (InetSocketAddress) attributes.get(Grpc.TRANSPORT_ATTR_LOCAL_ADDR));
                    return attributes;
                  }
                })
            .build();
    ConnectivityState unused = channel.getState(true);
    int own = await(local).getPort();
    ownDescriptors = DescriptorLedger.now().without(each -> each.localPort() != own);
  }

  @Override
  public void send(String path) {
    MethodDescriptor<String, String> method = path.equals("/quick") ? Texts.QUICK : Texts.GATED;
    answer = ClientCalls.futureUnaryCall(channel.newCall(method, CallOptions.DEFAULT), "");
  }

  @Override
  public Reply receive() throws IOException {
    Future<String> waiting = answer;
    if (waiting == null) {
      throw new IllegalStateException("nothing was sent");
    }
    return new Reply(200, Map.of(), await(waiting));
  }

  @Override
  public boolean isToldToGo() {
    return channel.getState(false) != ConnectivityState.READY;
  }

  @Override
  public DescriptorLedger ownDescriptors() {
    return ownDescriptors;
  }

  @Override
  public void close() {
    channel.shutdownNow();
    try {
      if (!channel.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("the channel does not end");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static <T> T await(Future<T> future) throws IOException {
    try {
      return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

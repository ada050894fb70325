// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.grpc;

import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.Phase;
import dev.cracservers.core.RestoreContext;
import dev.cracservers.core.sockets.OwnSockets;
import dev.cracservers.grpc.Connections.Ends;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A channel of a gRPC client that goes through checkpoints. Stubs are made once, with {@link
 * #channel()}, and go on.
 *
 * <ul>
 *   <li>CLOSE closes the connections, and calls that are left on them. On return none of their
 *       sockets is open. Counts {@code closed} connections.
 *   <li>REOPEN makes a channel anew: it asks again where its server is, and connects when it is
 *       used.
 * </ul>
 *
 * <p>Calls under way are finished by DRAIN of the servers that made them; a call between CLOSE and
 * REOPEN fails with {@code UNAVAILABLE}. Thread-safe.
 */
public final class GrpcChannelResource implements CheckpointResource {
  private static final Duration STOP = Duration.ofSeconds(10);

  private final String name;
  private final Supplier<? extends ManagedChannelBuilder<?>> builders;
  private final Channel channel = new PresentChannel();
  private volatile Connections connections = new Connections();
  private volatile ManagedChannel current;
  private boolean stopped;
  private volatile long closed;

  /** Hands each call on to the channel of now. */
  private final class PresentChannel extends Channel {
    @Override
    public <Q, R> ClientCall<Q, R> newCall(MethodDescriptor<Q, R> method, CallOptions options) {
      return current.newCall(method, options);
    }

    @Override
    public String authority() {
      return current.authority();
    }
  }

  private GrpcChannelResource(String name, Supplier<? extends ManagedChannelBuilder<?>> builders) {
    this.name = name;
    this.builders = builders;
    this.current = builders.get().addTransportFilter(connections).build();
  }

  /**
   * Makes a channel.
   *
   * @param name its name in reports and errors
   * @param builders makes a builder of the channel; called now and in each REOPEN
   */
  public static GrpcChannelResource of(
      String name, Supplier<? extends ManagedChannelBuilder<?>> builders) {
    return new GrpcChannelResource(name, builders);
  }

  /** Returns what stubs are made with; it stays the same. */
  public Channel channel() {
    return channel;
  }

  /** Closes the channel for good, within 10 s. */
  public synchronized void stop() throws IOException, InterruptedException {
    stopped = true;
    close(Deadline.after(STOP));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public synchronized void close(Deadline deadline) throws IOException, InterruptedException {
    Set<Ends> open = connections.open();
    closed = open.size();
    ManagedChannel closing = current.shutdownNow();
    if (!closing.awaitTermination(
        Math.max(1, deadline.remaining().toMillis()), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException(
          "%s could not close its channel within %d ms; look for calls that do not end when they are cancelled"
              .formatted(name, deadline.elapsed().toMillis()));
    }
    OwnSockets.awaitGone(
        name, socket -> open.contains(new Ends(socket)), GrpcServerResource.HOLDERS, deadline);
  }

  @Override
  public synchronized void reopen(RestoreContext context) {
    if (!stopped && current.isShutdown()) {
      Connections fresh = new Connections();
      current = builders.get().addTransportFilter(fresh).build();
      connections = fresh;
    }
  }

  @Override
  public Map<String, Long> counts(Phase phase) {
    return phase == Phase.CLOSE ? Map.of("closed", closed) : Map.of();
  }
}
